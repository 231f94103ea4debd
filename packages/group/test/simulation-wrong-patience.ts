import type { GroupSpec } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import type { OpenController, SimulatedController } from "@infrakit/testing/simulation";
import { openSimulated } from "./simulation-open.ts";
import {
  documentOf,
  overridden,
  withController,
  withFlavor,
  withInstances,
  withMembers,
  type WrongController,
} from "./simulation-override.ts";

/** Controllers that do not wait where they are told to, or go too far: in updates, healing and limits. */
export const impatientControllers: readonly WrongController[] = [
  {
    name: "makes two of each",
    breaks: "the most is kept",
    honesty: "honest",
    open: withInstances((instances) => ({
      async provision(...args) {
        await instances.provision(...args);
        return await instances.provision(...args);
      },
    })),
  },
  {
    name: "does not wait behind its canaries",
    breaks: "canaries go first",
    honesty: "honest",
    open: withSpec((spec) => withMembers(spec, { Updating: { ...documentOf(spec).Updating, Canary: 0 } })),
  },
  {
    name: "makes everybody of the version that came up last",
    breaks: "updates spread no further",
    honesty: "honest",
    open: withInstances((instances) => {
      const versions = new Map<string, RawJson | null>();
      return {
        provision(spec, options) {
          const { properties } = spec;
          versions.set(properties?.text ?? "", properties);
          return instances.provision({ ...spec, properties: [...versions.values()].at(-1) ?? null }, options);
        },
      };
    }),
  },
  {
    name: "says that it has drained",
    breaks: "updates drain",
    honesty: "honest",
    open: withFlavor(() => ({ drain: () => Promise.resolve() })),
  },
  {
    name: "takes every failure for bad luck",
    breaks: "failed updates stop",
    honesty: "honest",
    open: withSpec((spec) => withFailureRatio(spec, 1)),
  },
  {
    name: "lets an update fail too early",
    breaks: "updates fail for a reason",
    honesty: "honest",
    open: withSpec((spec) => withFailureRatio(spec, 0)),
  },
  {
    name: "begins as much as there is to do",
    breaks: "few steps at once",
    honesty: "honest",
    open: (seams) => openSimulated({ ...seams, policy: { ...seams.policy, maxParallel: 0 } }),
  },
  {
    name: "goes to and fro between two versions",
    breaks: "rollbacks end",
    honesty: "honest",
    open: openWavering,
  },
  {
    name: "heals at once",
    breaks: "healing waits",
    honesty: "honest",
    open: withSpec((spec) => withHealing(spec, { After: "1ms", FreezeAbove: null })),
  },
  {
    name: "heals all at once",
    breaks: "few are healed at once",
    honesty: "honest",
    open: withSpec((spec) => withHealing(spec, { After: "1ms", MaxAtOnce: 100, FreezeAbove: null })),
  },
  {
    name: "trusts an observer to whom all are sick",
    breaks: "healing freezes",
    honesty: "honest",
    open: withSpec((spec) => withHealing(spec, { FreezeAbove: null })),
  },
  {
    name: "keeps no evidence",
    breaks: "evidence is kept",
    honesty: "honest",
    open: withSpec((spec) => withMembers(spec, { Limits: { ...documentOf(spec).Limits, KeepFailed: 0 } })),
  },
  {
    name: "does not hear that it was refused for good",
    breaks: "refusals are heard",
    honesty: "honest",
    open: withInstances((instances) => ({
      provision: (...args) =>
        instances.provision(...args).catch((error: unknown) => {
          throw new Error("refused for this time", { cause: error instanceof Error ? error.message : error });
        }),
    })),
  },
];

function withSpec(change: (spec: GroupSpec) => GroupSpec): OpenController {
  return withController((controller) => ({
    commitGroup: (spec, options) => controller.commitGroup(change(spec), options),
  }));
}

function withHealing(spec: GroupSpec, changes: object): GroupSpec {
  const { Healing } = documentOf(spec);
  return Healing === null ? spec : withMembers(spec, { Healing: { ...Healing, ...changes } });
}

/** An update that goes on whatever fails has no ratio. */
function withFailureRatio(spec: GroupSpec, ratio: number): GroupSpec {
  const { Updating } = documentOf(spec);
  if (Updating?.OnFailure === "continue") return spec;
  return withMembers(spec, { Updating: { ...Updating, MaxFailureRatio: ratio } });
}

/** How long a wavering controller is content with a version. */
const contentMs = 3000;

async function openWavering(...[seams]: Parameters<OpenController>): ReturnType<OpenController> {
  const controller = await openSimulated(seams);
  const { clock } = seams;
  let specs: readonly GroupSpec[] = [];
  const waver = (): void => {
    const [last, before] = specs;
    if (last !== undefined && before !== undefined) {
      specs = [before, last];
      // That it may be refused is none of its worries.
      controller.commitGroup(before).catch(() => undefined);
    }
    clock.callAt(clock.now() + contentMs, waver);
  };
  clock.callAt(clock.now() + contentMs, waver);
  return overridden<SimulatedController>(controller, () => ({
    commitGroup(spec, options) {
      if (options?.pretend !== true) specs = [spec, ...specs.slice(0, 1)];
      return controller.commitGroup(spec, options);
    },
  }));
}
