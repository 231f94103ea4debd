import type { PluginObjects } from "@infrakit/rpc";
import { LocalError, parsePluginName } from "@infrakit/spi";
import { type RecordedCall, getMethod } from "./message.ts";
import type { Recording } from "./recording.ts";
import { getSeam, seams } from "./seams.ts";

/** What a recorded plugin hosts: names of objects by kind, as it says in `Handshake.Hello`. */
type Names = Readonly<Partial<Record<keyof PluginObjects, readonly string[]>>>;

const hosted: Readonly<Record<string, Names>> = {
  file: { instance: ["."] },
  "instance-file": { instance: ["."] },
  vanilla: { flavor: ["."] },
  "flavor-vanilla": { flavor: ["."] },
  combo: { flavor: ["."] },
  "flavor-combo": { flavor: ["."] },
  simulator: { instance: ["compute", "disk", "net"], l4: ["lb1", "lb2", "lb3"] },
  vars: { updatable: ["."] },
  time: { event: ["streams"], metadata: ["."] },
  "group-stateless": { group: ["."], metadata: ["."] },
  group: { group: ["."], metadata: ["."] },
  inventory: { controller: [""], event: ["."], metadata: [] },
  mystack: {
    controller: ["", "groups"],
    group: ["groups"],
    manager: ["."],
    updatable: ["vars", "status"],
  },
};

/** A call as it reached an object: the SPI method and its arguments. */
export type Reached = readonly [method: string, ...args: unknown[]];

/** A plugin that hosts what the recorded one hosted, and answers as it did. */
export interface StubPlugin {
  readonly objects: PluginObjects;
  readonly reached: readonly Reached[];
}

/** Makes the plugin of a recording whose requests reach no object. */
export function createStub({ plugin }: Pick<Recording, "plugin">): StubPlugin {
  return build(hosted[plugin] ?? {}, async (method) => {
    // As in the recordings: what the original's flavors say of properties that they like.
    if (method === "validate") return;
    throw new LocalError("aborted", `Cannot answer "${method}": nothing was recorded`);
  });
}

/** Makes the plugin of a call: its object returns the decoded result, or throws the recorded error. */
export function createAnsweringStub(call: RecordedCall): StubPlugin {
  const { kind, returns } = getSeam(call.called);
  const names = hosted[call.plugin] ?? {};
  const known = names[kind] ?? [];
  const missing = objectsLater(call).filter((name) => !known.includes(name));
  return build({ ...names, [kind]: [...known, ...missing] }, async () => {
    if (call.error !== undefined) throw new Error(call.error.message);
    const { result } = getMethod(call.called);
    return returns(call.result?.decode(result) as never);
  });
}

/** The manager hosts one object more for each group that was committed. */
function objectsLater({ called, params, error }: RecordedCall): readonly string[] {
  if (!called.startsWith("Group.") || isUnresolved(error?.message)) return [];
  const { type } = parsePluginName((params.parse() as { readonly Name?: string }).Name ?? "");
  return type === "" ? [] : [type];
}

/** Whether an error says that the plugin has no such object, which the server in front of it finds out. */
export function isUnresolved(message: string | undefined): boolean {
  return message !== undefined && /^(?:no-plugin:|not found: )/.test(message);
}

function build(names: Names, answer: (method: string) => Promise<unknown>): StubPlugin {
  const reached: Reached[] = [];
  const objects = Object.entries(names).map(([kind, objectNames]) => {
    const methods = Object.values(seams).filter((seam) => seam.kind === kind);
    const object = Object.fromEntries(
      methods.map(({ method }) => [
        method,
        (...args: readonly unknown[]): Promise<unknown> => {
          reached.push([method, ...args]);
          return answer(method);
        },
      ]),
    );
    const isOnly = kind === "manager" || kind === "resource";
    return [kind, isOnly ? object : Object.fromEntries(objectNames.map((name) => [name, object]))] as const;
  });
  return { objects: Object.fromEntries(objects), reached };
}
