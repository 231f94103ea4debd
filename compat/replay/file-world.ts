import { createFileInstances } from "@infrakit/plugins/instance/file";
import { createHandler, type Handler } from "@infrakit/rpc";
import type { RecordedCall } from "./message.ts";
import { RecordedIds } from "./recorded-ids.ts";
import { recordedDirectory } from "./recording.ts";

/** An instance as a recording lists it. */
interface Described {
  readonly ID: string;
  readonly LogicalID: string | null;
  readonly Tags: Readonly<Record<string, string>>;
  /** The whole spec: Go's plugin keeps that. */
  readonly Properties?: object;
}

/** A file plugin in a directory of its own, and which recorded instances its own stand for. */
export class FileWorld {
  readonly #ids = new RecordedIds();
  readonly #directory: string;
  readonly #handler: Handler;
  /** What the recordings know of each instance at most. */
  readonly #known: ReadonlyMap<string, Described>;

  constructor(directory: string, calls: readonly RecordedCall[]) {
    this.#directory = directory;
    this.#handler = createHandler({ instance: createFileInstances({ directory }) });
    const described = calls.flatMap(descriptionsIn).toSorted((a, b) => membersOf(a) - membersOf(b));
    this.#known = new Map(described.map((each) => [each.ID, each]));
  }

  /** Answers a recorded request about our instances, in words about the recorded ones. */
  async answer({ request, called, result }: RecordedCall): Promise<string> {
    const body = await this.#handler.handle(this.#ids.toOurs(request.body));
    if (called === "Instance.Provision" && result !== undefined) this.#ids.set(idIn(result.text), idIn(body));
    return this.#ids.toRecorded(body).replaceAll(this.#directory, `${recordedDirectory}/files`);
  }

  /** Lets happen what must have happened since the line before: the recordings are samples of longer talks. */
  async prepare(call: RecordedCall): Promise<void> {
    const { Instance, Tags } = call.params.parse() as Partial<Pick<Described, "Tags"> & { Instance: string }>;
    const listed = new Set(descriptionsIn(call).map(({ ID }) => ID));
    if (Instance !== undefined && call.error === undefined) listed.add(Instance);
    for (const each of listed) if (!this.#ids.has(each)) await this.#make(each);
    // A list of all tells also who is gone.
    if (call.called !== "Instance.DescribeInstances" || Object.keys(Tags ?? {}).length > 0) return;
    for (const each of this.#ids.recorded()) if (!listed.has(each)) await this.#end(each);
  }

  async #make(recorded: string): Promise<void> {
    const none: Described = { ID: recorded, LogicalID: null, Tags: {} };
    const { LogicalID, Tags, Properties = {} } = this.#known.get(recorded) ?? none;
    const made = await this.#call("Instance.Provision", { Spec: { ...Properties, Tags, LogicalID } });
    this.#ids.set(recorded, idIn(made));
  }

  async #end(recorded: string): Promise<void> {
    const ours = JSON.parse(this.#ids.toOurs(`"${recorded}"`)) as string;
    await this.#call("Instance.Destroy", { Instance: ours });
    this.#ids.remove(recorded);
  }

  #call(method: string, params: object): Promise<string> {
    return this.#handler.handle(JSON.stringify({ jsonrpc: "2.0", method, params, id: 1 }));
  }
}

function descriptionsIn({ called, result }: RecordedCall): readonly Described[] {
  if (called !== "Instance.DescribeInstances" || result === undefined) return [];
  return (result.parse() as { readonly Descriptions: readonly Described[] }).Descriptions;
}

function membersOf(described: Described): number {
  return Object.keys(described).length;
}

function idIn(text: string): string {
  return /"ID":"([^"]*)"/.exec(text)?.[1] ?? "";
}
