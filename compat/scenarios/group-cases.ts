import {
  configHashes,
  type ControllerPolicy,
  createMemoryJournal,
  type GroupController,
  type Journal,
  openGroupController,
  parseGroupProperties,
} from "@infrakit/group";
import type { DestroyReason, GroupSpec, InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import { configHashTag, groupTag, logicalIdTag } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins, type Fault, FakeFlavor, FakeInstances, ManualClock } from "@infrakit/testing";

/** The group of the original's own cases. */
export const groupId = "testGroup";

/** The logical ids of the original's leaders. */
export const leaderIds: readonly string[] = ["192.168.0.4", "192.168.0.5", "192.168.0.6"];

/** How often the group of a case is looked at. */
export const pollIntervalMs = 10_000;

/** What a case changes of the group: its number, its version, the ways of its update. */
interface Minions {
  readonly size?: number;
  readonly updating?: object;
  readonly data?: string;
  readonly init?: string;
}

/** The original's minions: three that are alike. */
export function minions({ size = 3, updating = {}, data = "data", init = "init" }: Minions = {}): GroupSpec {
  return specOf({
    Allocation: { Size: size },
    Updating: updating,
    Instance: { Plugin: "test", Properties: { OpaqueValue: data } },
    Flavor: { Plugin: "test", Properties: { Type: "minion", Init: init } },
  });
}

/** The minions with other properties: all three are to be replaced. */
export const updated: GroupSpec = minions({ data: "data2", init: "flavor2" });

/** The original's leaders: one for each logical id. */
export function leaders(data = "data", logicalIds: readonly string[] = leaderIds): GroupSpec {
  return specOf({
    Allocation: { LogicalIDs: logicalIds },
    Instance: { Plugin: "test", Properties: { OpaqueValue: data } },
    Flavor: { Plugin: "test", Properties: { Type: "leader" } },
  });
}

/** The spec of the group with these properties. */
export function specOf(properties: object): GroupSpec {
  return { id: groupId, properties: RawJson.fromValue(properties) };
}

/** The tag by which instances that were made from a spec are known. */
export function hashOf({ properties }: GroupSpec): string {
  const { instance, flavor } = parseGroupProperties(properties);
  return configHashes(instance, flavor)[0] ?? "";
}

/** A flavor that writes its `Init` into an instance's script, as the original's does, and notes what it is told. */
class NotingFlavor extends FakeFlavor {
  /** How often each instance was asked for its health. */
  readonly asked: Map<string, number> = new Map();
  readonly #said: string[];

  constructor(said: string[]) {
    super();
    this.#said = said;
    this.onPrepare = ({ properties, spec }) => ({ ...spec, init: initOf(properties) });
  }

  override healthy(...args: Parameters<FakeFlavor["healthy"]>): ReturnType<FakeFlavor["healthy"]> {
    const [, { id }] = args;
    this.asked.set(id, (this.asked.get(id) ?? 0) + 1);
    return super.healthy(...args);
  }

  override drain(...args: Parameters<FakeFlavor["drain"]>): Promise<void> {
    this.#said.push(`drain ${args[1].id}`);
    return super.drain(...args);
  }
}

function initOf(properties: RawJson | null): string {
  const { Init = "" } = (properties?.parse() ?? {}) as { readonly Init?: string };
  return Init;
}

/** Instances that note what they are told. */
class NotingInstances extends FakeInstances {
  readonly #said: string[];

  constructor(said: string[]) {
    super();
    this.#said = said;
  }

  override destroy(id: string, reason: DestroyReason): Promise<void> {
    this.#said.push(`destroy ${id}: ${reason}`);
    return super.destroy(id, reason);
  }

  override label(id: string, labels: Tags): Promise<void> {
    this.#said.push(`label ${id}: ${JSON.stringify(labels)}`);
    return super.label(id, labels);
  }

  override provision(spec: InstanceSpec): Promise<string> {
    this.#said.push(`provision ${spec.logicalId ?? "one"}`);
    return super.provision(spec);
  }
}

/** The same numbers each time, no two alike: creations are told apart by them. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    // The minimal standard generator of Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A controller with its plugins, on a clock that the case moves. */
export class GroupCase {
  readonly clock: ManualClock = new ManualClock();
  /** What the plugins were told, in order. Instances that are made are `i-1`, `i-2`, … */
  readonly said: string[] = [];
  readonly instances: NotingInstances = new NotingInstances(this.said);
  readonly flavor: NotingFlavor = new NotingFlavor(this.said);
  /** What outlives the controller. */
  readonly journal: Journal = createMemoryJournal();
  #group: GroupController | undefined;
  #lastOld = 0;
  readonly #random = createRandom();
  readonly #policy: Partial<ControllerPolicy>;

  static async open(policy: Partial<ControllerPolicy> = {}): Promise<GroupCase> {
    const world = new GroupCase(policy);
    await world.#start();
    return world;
  }

  private constructor(policy: Partial<ControllerPolicy>) {
    this.#policy = { pollIntervalMs, ...policy };
  }

  async #start(): Promise<void> {
    const { clock, journal, instances, flavor } = this;
    const plugins = createFakePlugins({ instances: { test: instances }, flavors: { test: flavor } });
    const options = { clock, journal, plugins, random: this.#random, policy: this.#policy };
    this.#group = await openGroupController(options);
  }

  /** Stops the controller, and starts another that remembers what it did. */
  async restart(): Promise<void> {
    await this.group.close();
    await this.#start();
    await this.clock.settle();
  }

  get group(): GroupController {
    if (this.#group === undefined) throw new Error("Cannot use the case: it is not open");
    return this.#group;
  }

  /** Puts instances there that a spec made before the case: `old-1`, `old-2`, …, as many as it asks for. */
  seed(spec: GroupSpec, tags: Tags = {}): readonly string[] {
    const { size, logicalIds } = parseGroupProperties(spec.properties).allocation;
    const places = logicalIds.length > 0 ? logicalIds : Array.from({ length: size }, () => null);
    return places.map((logicalId) => {
      const own = logicalId === null ? {} : { [logicalIdTag]: logicalId };
      return this.add({ logicalId, tags: { [configHashTag]: hashOf(spec), ...own, ...tags } });
    });
  }

  /** Puts one more instance of the group there. */
  add({ tags, logicalId = null }: { readonly tags: Tags; readonly logicalId?: string | null }): string {
    const id = `old-${++this.#lastOld}`;
    const own = { [groupTag]: groupId, ...tags };
    this.instances.instances.set(id, { id, logicalId, tags: own, properties: null, init: "" });
    return id;
  }

  /** Commits, and lets everything happen that happens at once. */
  async commit(spec: GroupSpec, options: { readonly pretend?: boolean } = {}): Promise<string> {
    const { details } = await this.group.commitGroup(spec, options);
    await this.clock.settle();
    return details;
  }

  /** Lets so many poll intervals go by. */
  wait(intervals = 6): Promise<void> {
    return this.clock.advance(intervals * pollIntervalMs);
  }

  /** A call that takes as long as that. */
  takes(milliseconds: number): Fault {
    return async (call) => {
      await new Promise<void>((resolve) => void this.clock.callAt(this.clock.now() + milliseconds, resolve));
      return await call();
    };
  }

  /** Whether the group says that it has converged, as Go's clients hear it. */
  async isConverged(): Promise<boolean> {
    return (await this.group.describeGroup(groupId)).converged;
  }

  /** The members, in the order of their ids. */
  members(): readonly InstanceDescription[] {
    return [...this.instances.instances.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The ids of the members. */
  ids(): readonly string[] {
    return this.members().map(({ id }) => id);
  }

  /** What was said that begins with a word, that word left out. */
  saidOf(word: string): readonly string[] {
    return this.said.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  }
}

/** A group whose three members were there before. */
export async function openOld(): Promise<{ readonly world: GroupCase; readonly old: readonly string[] }> {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  return { world, old };
}
