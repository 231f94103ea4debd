import type { ResourcePlugin } from "@infrakit/spi";
import type { ResourceSpec } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import {
  type CaseContext,
  type ConformanceCase,
  type Demand,
  type Severity,
  show,
} from "./conformance-case.ts";
import { until } from "./until.ts";

/** What is particular to a plugin of resources. */
export interface ResourceInputs {
  /** Properties that it takes. */
  readonly properties: RawJson | null;
}

/** A case of a plugin of resources. */
export type ResourceCase = ConformanceCase<ResourcePlugin, ResourceInputs>;

/** What a case does with a resource. It is destroyed when the case ends. */
type Run = (parts: {
  readonly plugin: ResourcePlugin;
  readonly context: CaseContext<ResourceInputs>;
  readonly spec: ResourceSpec;
  /** The words before there is anything. */
  readonly before: string;
  /** Commits the resource and waits for other words. */
  readonly commit: () => Promise<string>;
  /** Waits until the words are these. */
  readonly see: (words: string, because: string) => Promise<string>;
}) => Promise<void>;

function resourceCase(severity: Severity, name: string, run: Run): ResourceCase {
  return {
    severity,
    name,
    run: async (plugin, context) => {
      const { properties } = context.inputs;
      const spec = { id: `conformance-${context.token}`, properties };
      const before = await plugin.describeResources(spec, context);
      context.defer((signal) => end(plugin, { spec, before, signal }));
      const look = (holds: (words: string) => boolean, unmet: Omit<Demand, "came">): Promise<string> =>
        until(
          context,
          async () => {
            const words = await plugin.describeResources(spec, context);
            return holds(words) ? { is: words } : { came: show(words) };
          },
          unmet,
        );
      const commit = async (): Promise<string> => {
        await plugin.commit(spec, context);
        return await look((words) => words !== before && words !== "", {
          expected: "other words than before it was committed",
          because: "nobody can tell whether it is there",
        });
      };
      const see = (wanted: string, because: string): Promise<string> =>
        look((words) => words === wanted, { expected: `as before: ${show(wanted)}`, because });
      await run({ plugin, context, spec, before, commit, see });
    },
  };
}

interface Made {
  readonly spec: ResourceSpec;
  readonly before: string;
  readonly signal: AbortSignal;
}

async function end(plugin: ResourcePlugin, { spec, before, signal }: Made): Promise<void> {
  try {
    await plugin.destroy(spec, { signal });
  } catch (error) {
    // What is not there, or not any more, may be refused: then the words are those from before.
    if ((await plugin.describeResources(spec, { signal })) !== before) throw error;
  }
}

/** What holds for every plugin of resources. Its answers are words: all that can be seen is whether they change. */
export const resourceCases: readonly ResourceCase[] = [
  resourceCase("must", "a commit that pretends changes nothing", async (parts) => {
    const { plugin, spec, context, before, see } = parts;
    await plugin.commit(spec, { ...context, pretend: true });
    await see(before, "people pretend in order to be safe");
  }),

  resourceCase("must", "a resource that is committed is described", async ({ commit }) => {
    await commit();
  }),

  resourceCase("must", "a commit of the same spec changes nothing", async (parts) => {
    const { plugin, spec, context, commit, see } = parts;
    const words = await commit();
    await plugin.commit(spec, context);
    await see(words, "specs are committed again and again");
  }),

  resourceCase("must", "a destroy that pretends changes nothing", async (parts) => {
    const { plugin, spec, context, commit, see } = parts;
    const words = await commit();
    await plugin.destroy(spec, { ...context, pretend: true });
    await see(words, "people pretend in order to be safe");
  }),

  resourceCase("must", "a resource that is destroyed is gone", async (parts) => {
    const { plugin, spec, context, before, commit, see } = parts;
    await commit();
    await plugin.destroy(spec, context);
    await see(before, "it costs money");
  }),
];
