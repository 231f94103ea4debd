import { createGroupMetadata, openGroupController } from "@infrakit/group";
import { createComboFlavor } from "@infrakit/plugins/flavor/combo";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createHandler, type Handler } from "@infrakit/rpc";
import type { InstanceQuery } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
import { createFakePlugins, FakeInstances, ManualClock, seededRandom } from "@infrakit/testing";
import { findMembers, type RecordedCall } from "./message.ts";
import { RecordedIds } from "./recorded-ids.ts";

/** How long nothing is said between two recorded calls: whatever the group does is done by then. */
const pauseMs = 60_000;

/** Instances as Go's simulator has them: with a tag of its own, and with properties whoever asks. */
class SimulatedInstances extends FakeInstances {
  override provision(spec: InstanceSpec): Promise<string> {
    return super.provision({ ...spec, tags: { ...spec.tags, simulator: "simulator" } });
  }

  override describeInstances({ tags }: InstanceQuery): Promise<readonly InstanceDescription[]> {
    return super.describeInstances({ tags, properties: true });
  }
}

/** A group plugin among the plugins that the recorded one used, and which recorded instances its own stand for. */
export class GroupWorld {
  readonly #ids = new RecordedIds();
  readonly #clock: ManualClock;
  readonly #handler: Handler;

  static async open(): Promise<GroupWorld> {
    const clock = new ManualClock();
    const vanilla = createVanillaFlavor();
    const flavors = { vanilla, "flavor-vanilla": vanilla };
    const combo = createComboFlavor({ lookup: createFakePlugins({ flavors }), name: "flavor-combo" });
    const plugins = createFakePlugins({
      instances: { "simulator/compute": new SimulatedInstances(), "instance-file": new FakeInstances() },
      flavors: { ...flavors, "flavor-combo": combo },
    });
    const group = await openGroupController({ clock, random: seededRandom(1), plugins });
    return new GroupWorld(clock, createHandler({ group, metadata: createGroupMetadata(group, clock) }));
  }

  private constructor(clock: ManualClock, handler: Handler) {
    this.#clock = clock;
    this.#handler = handler;
  }

  /** Answers a recorded request about our instances, in words about the recorded ones. */
  async answer({ request, response }: RecordedCall): Promise<string> {
    await this.#clock.advance(pauseMs);
    const answered = this.#handler.handle(this.#ids.toOurs(request.body));
    await this.#clock.settle();
    const body = await answered;
    this.#match(instancesIn(response.body), instancesIn(body));
    return this.#ids.toRecorded(body);
  }

  /** Instances that are listed for the first time stand for each other in their order. */
  #match(recorded: readonly string[], ours: readonly string[]): void {
    const known = this.#ids.recorded();
    const newcomers = recorded.filter((id) => !known.includes(id)).toSorted();
    const knownHere = known.map((id) => JSON.parse(this.#ids.toOurs(`"${id}"`)) as string);
    const newHere = ours.filter((id) => !knownHere.includes(id));
    for (const [index, id] of newcomers.entries()) this.#ids.set(id, newHere[index] ?? "missing");
  }
}

/** Ids of the instances that an answer lists. */
function instancesIn(body: string): readonly string[] {
  return [...body.matchAll(/\{"ID":"([^"]*)","LogicalID"/g)].map(([, id = ""]) => id);
}

/** Which of our additions an answer holds, and the answer without them. */
export interface Stripped {
  readonly body: string;
  readonly additions: readonly string[];
}

/** Takes away what our answers hold beside Go's members: a last member of the result, and the tag of the slot. */
export function stripAdditions(body: string): Stripped {
  const { result, id } = findMembers(body);
  const members = Object.entries(findMembers(result?.text ?? ""));
  const [last = ""] = members.at(-1) ?? [];
  const isOurs = last === "Status" || last === "Plan";
  const kept = isOurs ? members.slice(0, -1).map(([name, value]) => `"${name}":${value?.text}`) : undefined;
  const text =
    kept === undefined ? body : `{"jsonrpc":"2.0","result":{${kept.join(",")}},"id":${id?.text}}\n`;
  const unslotted = text.replaceAll(/"infrakit\.slot":"\d+-[a-z0-9]{8}",/g, "");
  return {
    body: unslotted,
    additions: [...(isOurs ? [last] : []), ...(unslotted === text ? [] : ["infrakit.slot"])],
  };
}
