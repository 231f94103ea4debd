import type { ResourcePlugin } from "@infrakit/spi";
import type { ResourceSpec } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";

/** What is particular to a plugin of resources. */
export interface ResourceInputs {
  /** Properties that it takes. */
  readonly properties: RawJson | null;
}

/** A case of a plugin of resources. */
export type ResourceCase = ConformanceCase<ResourcePlugin, ResourceInputs>;

type Run = (
  plugin: ResourcePlugin,
  spec: ResourceSpec,
  context: CaseContext<ResourceInputs>,
) => Promise<void>;

function resourceCase(severity: Severity, name: string, run: Run): ResourceCase {
  return {
    severity,
    name,
    run: (plugin, context) => {
      const { properties } = context.inputs;
      return run(plugin, { id: `conformance-${context.token}`, properties }, context);
    },
  };
}

/** Commits a resource until the case ends. */
async function commit(
  plugin: ResourcePlugin,
  spec: ResourceSpec,
  context: CaseContext<ResourceInputs>,
): Promise<void> {
  const before = await plugin.describeResources(spec, context);
  context.defer(async (signal) => {
    try {
      await plugin.destroy(spec, { signal });
    } catch (error) {
      // The case may have destroyed it: then it may be refused, and the words are those from before.
      if ((await plugin.describeResources(spec, { signal })) !== before) throw error;
    }
  });
  await plugin.commit(spec, context);
}

function seeSame(expected: string, came: string, because: string): void {
  demand(came === expected, { expected: `as before: ${show(expected)}`, came: show(came), because });
}

/** What holds for every plugin of resources. Its answers are words: all that can be seen is whether they change. */
export const resourceCases: readonly ResourceCase[] = [
  resourceCase("must", "a commit that pretends changes nothing", async (plugin, spec, context) => {
    const before = await plugin.describeResources(spec, context);
    await plugin.commit(spec, { ...context, pretend: true });
    seeSame(before, await plugin.describeResources(spec, context), "people pretend in order to be safe");
  }),

  resourceCase("must", "a resource that is committed is described", async (plugin, spec, context) => {
    const before = await plugin.describeResources(spec, context);
    await commit(plugin, spec, context);
    const after = await plugin.describeResources(spec, context);
    demand(after !== before && after !== "", {
      expected: "other words than before it was committed",
      came: show(after),
      because: "nobody can tell whether it is there",
    });
  }),

  resourceCase("must", "a commit of the same spec changes nothing", async (plugin, spec, context) => {
    await commit(plugin, spec, context);
    const before = await plugin.describeResources(spec, context);
    await plugin.commit(spec, context);
    seeSame(before, await plugin.describeResources(spec, context), "specs are committed again and again");
  }),

  resourceCase("must", "a destroy that pretends changes nothing", async (plugin, spec, context) => {
    await commit(plugin, spec, context);
    const before = await plugin.describeResources(spec, context);
    await plugin.destroy(spec, { ...context, pretend: true });
    seeSame(before, await plugin.describeResources(spec, context), "people pretend in order to be safe");
  }),

  resourceCase("must", "a resource that is destroyed is gone", async (plugin, spec, context) => {
    const before = await plugin.describeResources(spec, context);
    await commit(plugin, spec, context);
    await plugin.destroy(spec, context);
    seeSame(before, await plugin.describeResources(spec, context), "it costs money");
  }),
];
