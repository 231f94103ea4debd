import type { GroupControllerOptions, Journal, Clock } from "../src/index.ts";

/** One life of a controller: what it holds on to is cut when it is killed. */
export interface Life {
  readonly options: GroupControllerOptions;
  /** As kill -9 does: calls that were made still happen, but nobody hears their answers. */
  kill(): void;
}

type Required<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };

/** Begins a life among the given clock, journal and plugins. */
export function beginLife(
  options: GroupControllerOptions & Required<Pick<GroupControllerOptions, "journal">>,
): Life {
  let isAlive = true;
  const alive = (): boolean => isAlive;
  const { plugins } = options;
  return {
    kill: () => void (isAlive = false),
    options: {
      ...options,
      clock: mortalClock(options.clock, alive),
      journal: mortal<Journal>(options.journal, alive),
      plugins: {
        ...plugins,
        instance: async (name) => mortal(await plugins.instance(name), alive),
        flavor: async (name) => mortal(await plugins.flavor(name), alive),
      },
    },
  };
}

function mortalClock(clock: Clock, alive: () => boolean): Clock {
  const whileAlive = (callback: () => void) => () => {
    if (alive()) callback();
  };
  return {
    now: () => clock.now(),
    callAt: (time, callback) => clock.callAt(time, whileAlive(callback)),
    callSoon: (callback) => clock.callSoon(whileAlive(callback)),
  };
}

/** The same object, whose calls are not made, and whose answers are not heard, after death. */
function mortal<T extends object>(object: T, alive: () => boolean): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function" || name === "changes")
        return typeof value === "function" ? value.bind(target) : value;
      return async (...args: unknown[]) => {
        if (!alive()) return await never();
        const answer: unknown = await value.apply(target, args);
        return alive() ? answer : await never();
      };
    },
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
