import { type GroupSpec, groupTag } from "@infrakit/spi/data";
import type { InstancePlugin, RolloutPlugin } from "@infrakit/spi";
import { openSimulated } from "./simulation-open.ts";
import {
  documentOf,
  withController,
  withFlavor,
  withInstances,
  withJournal,
  withMembers,
  withoutExpectations,
  type WrongController,
} from "./simulation-override.ts";

/** One for each rule at least: a rule that catches nobody proves nothing. */
export const wrongControllers: readonly WrongController[] = [
  {
    name: "forgets creations under way when it is killed",
    breaks: "never too many",
    honesty: "honest",
    open: withJournal((journal) => ({
      ...journal,
      load: async () => (await journal.load()).map(withoutExpectations),
    })),
  },
  {
    name: "forgets who is being made for a logical id",
    breaks: "no twins",
    honesty: "honest",
    open: withJournal((journal) => ({
      ...journal,
      load: async () => (await journal.load()).map(withoutExpectations),
    })),
  },
  {
    name: "takes the list before for one that failed",
    breaks: "unknown is not empty",
    honesty: "honest",
    open: withInstances((instances) => {
      let before: Awaited<ReturnType<InstancePlugin["describeInstances"]>> = [];
      return {
        async describeInstances(...args) {
          before = await instances.describeInstances(...args).catch(() => before);
          return before;
        },
      };
    }),
  },
  {
    name: "believes at once that everybody is gone",
    breaks: "unknown is not empty",
    honesty: "lies",
    open: withInstances((instances) => {
      let isSecond = false;
      return {
        async describeInstances(...args) {
          isSecond = !isSecond;
          const list = isSecond ? await instances.describeInstances(...args) : [];
          isSecond &&= list.length === 0;
          return list;
        },
      };
    }),
  },
  {
    name: "takes everybody for its own",
    breaks: "strangers stay",
    honesty: "lies",
    open: withInstances((instances) => ({
      async describeInstances(query, options) {
        const all = await instances.describeInstances({ ...query, tags: {} }, options);
        return all.map((instance) => ({ ...instance, tags: { ...instance.tags, ...query.tags } }));
      },
    })),
  },
  {
    name: "takes its neighbours for its own",
    breaks: "others stay",
    honesty: "honest",
    open: withInstances((instances) => ({
      async describeInstances(query, options) {
        const all = await instances.describeInstances({ ...query, tags: {} }, options);
        return all.map((instance) => ({ ...instance, tags: { ...instance.tags, ...query.tags } }));
      },
    })),
  },
  {
    name: "acts on lists of everybody",
    breaks: "lists are believed",
    honesty: "honest",
    open: withInstances(believingListsOfAll),
  },
  {
    name: "destroys whom it knows from long ago",
    breaks: "only members go",
    honesty: "honest",
    open: withInstances((instances) => ({ destroy: (_id, ...args) => instances.destroy("i-1", ...args) })),
  },
  {
    name: "does not know what is protected",
    breaks: "protected ones stay",
    honesty: "honest",
    open: (seams) => openSimulated({ ...seams, isProtected: () => false }),
  },
  {
    name: "does not know itself",
    breaks: "self goes last",
    honesty: "honest",
    open: (seams) => openSimulated({ ...seams, policy: { ...seams.policy, self: null } }),
  },
  {
    name: "takes everybody for healthy",
    breaks: "updates wait for health",
    honesty: "honest",
    open: withFlavor(() => ({ healthy: () => Promise.resolve("healthy") })),
  },
  {
    name: "replaces all at once",
    breaks: "updates wait for health",
    honesty: "honest",
    open: withController((controller) => ({
      commitGroup: (spec, options) => controller.commitGroup(allAtOnce(spec), options),
    })),
  },
  {
    name: "does not hear that it must wait",
    breaks: "pauses are kept",
    honesty: "honest",
    open: withController((controller) => ({
      rollout: { ...controller.rollout, pause: () => Promise.resolve() } as RolloutPlugin,
    })),
  },
  {
    name: "does not save what it begins",
    breaks: "intents are saved",
    honesty: "honest",
    open: withJournal((journal) => ({ ...journal, save: () => Promise.resolve() })),
  },
  {
    name: "does not hear that it may save nothing more",
    breaks: "the succeeded end",
    honesty: "honest",
    open: withJournal((journal) => ({
      ...journal,
      save: (record) => journal.save(record).catch(() => undefined),
    })),
  },
  {
    name: "tries again and again",
    breaks: "retries are bounded",
    honesty: "honest",
    open: withInstances((instances) => ({
      async provision(...args) {
        for (let tries = 0; tries < 100; tries++) {
          const id = await instances.provision(...args).catch(() => null);
          if (id !== null) return id;
        }
        return await instances.provision(...args);
      },
    })),
  },
  {
    name: "frees what it should destroy",
    breaks: "gone when nothing is left",
    honesty: "honest",
    open: withController((controller) => ({ destroyGroup: (id) => controller.freeGroup(id) })),
  },
  {
    name: "does not free what it says that it has freed",
    breaks: "forgotten is left alone",
    honesty: "honest",
    open: withController(() => ({ freeGroup: () => Promise.resolve() })),
  },
  {
    name: "takes a word before it has saved it",
    breaks: "words are kept",
    honesty: "honest",
    open: withController((controller) => ({
      commitGroup(spec, options) {
        // That it may fail is what is wrong with it: nobody hears of it.
        controller.commitGroup(spec, options).catch(() => undefined);
        return Promise.resolve({ details: "", plan: null });
      },
    })),
  },
  {
    name: "always says that it has converged",
    breaks: "converged is true",
    honesty: "honest",
    open: withController((controller) => ({
      describeGroup: async (id) => ({ ...(await controller.describeGroup(id)), converged: true }),
    })),
  },
  {
    name: "gives up after some lists",
    breaks: "comes to rest",
    honesty: "honest",
    open: withInstances((instances) => {
      let count = 0;
      return {
        describeInstances: (...args) =>
          count++ < 5 ? instances.describeInstances(...args) : new Promise(() => undefined),
      };
    }),
  },
  {
    name: "makes room when it is started",
    breaks: "nothing is done at rest",
    honesty: "honest",
    open: withInstances((instances) => {
      let isStarted = false;
      return {
        async describeInstances(...args) {
          const list = await instances.describeInstances(...args);
          const [first] = list;
          if (isStarted || first === undefined) return list;
          isStarted = true;
          // Whether it works does not matter: that it is tried is what is wrong.
          instances.destroy(first.id, "terminate").catch(() => undefined);
          return list;
        },
      };
    }),
  },
  {
    name: "plans nothing",
    breaks: "a plan is what is done",
    honesty: "honest",
    open: withController((controller) => ({
      async commitGroup(spec, options) {
        const result = await controller.commitGroup(spec, options);
        return { ...result, plan: { slots: [] } };
      },
    })),
  },
  {
    name: "takes another size for another version",
    breaks: "a resize replaces nothing",
    honesty: "honest",
    open: withController((controller) => ({
      commitGroup: (spec, options) => controller.commitGroup(marked(spec, sizeOf(spec)), options),
    })),
  },
];

/** What is asked for one group is told from the last list of everybody, once there is one. */
function believingListsOfAll(instances: InstancePlugin): Partial<InstancePlugin> {
  let all: Awaited<ReturnType<InstancePlugin["describeInstances"]>> | undefined;
  return {
    async describeInstances(query, options) {
      const isForAll = query.tags[groupTag] === undefined;
      if (isForAll) all = await instances.describeInstances(query, options);
      else if (all === undefined) return await instances.describeInstances(query, options);
      return isForAll ? all : all.filter(({ tags }) => tags[groupTag] === query.tags[groupTag]);
    },
  };
}

function marked(spec: GroupSpec, mark: number): GroupSpec {
  const { Instance } = documentOf(spec);
  return withMembers(spec, { Instance: { ...Instance, Properties: { ...Instance.Properties, mark } } });
}

function allAtOnce(spec: GroupSpec): GroupSpec {
  return withMembers(spec, { Updating: { MaxUnavailable: 100 } });
}

function sizeOf(spec: GroupSpec): number {
  return documentOf(spec).Allocation.Size ?? 0;
}
