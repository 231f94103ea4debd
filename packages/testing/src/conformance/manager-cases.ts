import type { ManagerPlugin } from "@infrakit/spi";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { seeRefusedOrDone } from "./see-refused.ts";

/** There is nothing that a case must be told. */
export type ManagerInputs = Readonly<Record<never, never>>;

/** A case of a manager. */
export type ManagerCase = ConformanceCase<ManagerPlugin, ManagerInputs>;

type Run = (plugin: ManagerPlugin, context: CaseContext<ManagerInputs>) => Promise<void>;

function managerCase(severity: Severity, name: string, run: Run): ManagerCase {
  return { severity, name, run };
}

/**
 * What holds for every manager. Its groups are real, so nothing is committed or ended; not even nothing, which a manager
 * may take for all that there shall be.
 */
export const managerCases: readonly ManagerCase[] = [
  managerCase("must", "it says whether it leads", async (plugin, context) => {
    const leads: unknown = await plugin.isLeader(context);
    demand(typeof leads === "boolean", {
      expected: "true or false",
      came: show(leads),
      because: "two that both lead make everything twice",
    });
  }),

  managerCase("must", "it says where the leader is, or that it does not know", async (plugin, context) => {
    const location = await plugin.leaderLocation(context);
    demand(location === null || URL.canParse(location), {
      expected: "a URL or null",
      came: show(location),
      because: "callers are sent there",
    });
  }),

  managerCase("must", "what was committed has kind and name, each once", async (plugin, context) => {
    const specs = await plugin.specs(context);
    const names = specs.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const isWhole = specs.every(({ kind, metadata }) => kind !== "" && metadata.name !== "");
    demand(isWhole && new Set(names).size === names.length, {
      expected: "specs that can be told apart",
      came: show(names),
      because: "the next leader commits them all",
    });
  }),

  managerCase("should", "what was committed is told in the same order twice", async (plugin, context) => {
    const [first, second] = [await plugin.specs(context), await plugin.specs(context)];
    const namesOf = (specs: typeof first): string => show(specs.map(({ metadata }) => metadata.name));
    demand(namesOf(first) === namesOf(second), {
      expected: namesOf(first),
      came: namesOf(second),
      because: "people compare two answers",
    });
  }),

  managerCase("must", "it tells what there is, or refuses in words", async (plugin, context) => {
    await seeRefusedOrDone(plugin.inspect(context), "Inspect");
  }),
];
