import type { ControllerPlugin } from "@infrakit/spi";
import type { Spec, SpecObject } from "@infrakit/spi/data";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { seeRefusedOrDone } from "./see-refused.ts";
import { until } from "./until.ts";

/** What is particular to a controller. */
export interface ControllerInputs {
  /** An object that it can keep and that is not there yet. */
  readonly spec: Spec;
}

/** A case of a controller. */
export type ControllerCase = ConformanceCase<ControllerPlugin, ControllerInputs>;

type Context = CaseContext<ControllerInputs>;

/** What a case does with the object. */
type Run = (parts: {
  readonly plugin: ControllerPlugin;
  readonly context: Context;
  readonly spec: Spec;
  /** Commits the object. It is destroyed when the case ends. */
  readonly enforce: () => Promise<SpecObject>;
  /** Waits until the object is described so many times. */
  readonly see: (count: 0 | 1) => Promise<readonly SpecObject[]>;
}) => Promise<void>;

function controllerCase(severity: Severity, name: string, run: Run): ControllerCase {
  return {
    severity,
    name,
    run: async (plugin, context) => {
      const { spec } = context.inputs;
      if ((await describeSpec(plugin, spec, context)).length > 0)
        context.skip(
          `${show(spec.metadata.name)} was there before and would be destroyed; give another name`,
        );
      context.defer((signal) => end(plugin, spec, signal));
      const enforce = (): Promise<SpecObject> => plugin.commit("enforce", spec, context);
      await run({ plugin, context, spec, enforce, see: (count) => seeCount(plugin, context, count) });
    },
  };
}

async function end(plugin: ControllerPlugin, spec: Spec, signal: AbortSignal): Promise<void> {
  if ((await describeSpec(plugin, spec, { signal })).length === 0) return;
  await plugin.commit("destroy", spec, { signal });
  // The next case must not take what is going for somebody else's.
  await seeCount(plugin, { inputs: { spec }, signal }, 0);
}

async function describeSpec(
  plugin: ControllerPlugin,
  spec: Spec,
  { signal }: Pick<Context, "signal">,
): Promise<readonly SpecObject[]> {
  return (await plugin.describe(null, { signal })).filter((object) => isOf(object, spec));
}

/** A controller may write more before the name than it was given. */
function isOf(object: SpecObject, spec: Spec): boolean {
  const last = (name: string): string => name.split("/").at(-1) ?? name;
  return last(object.metadata.name) === last(spec.metadata.name);
}

async function seeCount(
  plugin: ControllerPlugin,
  context: Pick<Context, "inputs" | "signal">,
  count: 0 | 1,
): Promise<readonly SpecObject[]> {
  const { spec } = context.inputs;
  return await until(
    context,
    async () => {
      const all = await plugin.describe(null, { signal: context.signal });
      const ours = all.filter((object) => isOf(object, spec));
      return ours.length === count ? { is: ours } : { came: show(all.map(({ metadata }) => metadata.name)) };
    },
    {
      expected: `${show(spec.metadata.name)} to be described ${count === 0 ? "no more" : "once"}`,
      because: "people see by it what is looked after",
    },
  );
}

/** What holds for every controller. */
export const controllerCases: readonly ControllerCase[] = [
  controllerCase("must", "a plan changes nothing", async ({ plugin, spec, context, see }) => {
    const { object } = await plugin.plan("enforce", spec, context);
    demand(object.kind === spec.kind && isOf(object, spec), {
      expected: `the object ${show(spec.metadata.name)} of kind ${show(spec.kind)}`,
      came: show(object.metadata.name),
      because: "people look at it before they commit",
    });
    await see(0);
  }),

  controllerCase("must", "an object that is committed is described", async ({ spec, enforce, see }) => {
    await enforce();
    const [object] = await see(1);
    demand(object?.kind === spec.kind && object.properties !== null, {
      expected: `kind ${show(spec.kind)} and its properties`,
      came: show(object),
      because: "what is described can be committed elsewhere",
    });
  }),

  controllerCase("must", "a commit of the same spec makes no second object", async ({ enforce, see }) => {
    await enforce();
    await see(1);
    await enforce();
    await see(1);
  }),

  controllerCase(
    "must",
    "an object is described by its name",
    async ({ plugin, spec, context, enforce, see }) => {
      await enforce();
      await see(1);
      const found = await plugin.describe(spec.metadata, context);
      demand(found.length === 1 && found.every((object) => isOf(object, spec)), {
        expected: `${show(spec.metadata.name)} and nothing else`,
        came: show(found.map(({ metadata }) => metadata.name)),
        because: "whoever asks for one object acts on what comes",
      });
    },
  ),

  controllerCase(
    "must",
    "an object that is destroyed is gone",
    async ({ plugin, spec, context, enforce, see }) => {
      await enforce();
      await see(1);
      await plugin.commit("destroy", spec, context);
      await see(0);
    },
  ),

  controllerCase("must", "an object that is freed is forgotten, or free is refused", async (parts) => {
    const { plugin, spec, context, enforce, see } = parts;
    await enforce();
    await see(1);
    // What was freed goes on by itself: it is taken up again, so that it can be destroyed.
    context.defer(async (signal) => void (await plugin.commit("enforce", spec, { signal })));
    const ended = await seeRefusedOrDone(plugin.free(spec.metadata, context), "Free");
    await see(ended === "done" ? 0 : 1);
  }),
];
