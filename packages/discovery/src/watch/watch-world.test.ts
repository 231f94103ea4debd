import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { PluginEndpoint } from "../socket/index.ts";
import type { Clock } from "./clock.ts";
import type { DirectoryHints, HintListener } from "./directory-hints.ts";
import { watchWorld } from "./watch-world.ts";

const directory = "/plugins";

/** A clock that stands still until it is told to go on. */
class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { until: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", wake);
    });
  }

  /** Lets time pass in steps of a millisecond, and what it wakes get as far as it can. */
  async advance(milliseconds: number): Promise<void> {
    await settle();
    for (const end = this.#now + milliseconds; this.#now < end;) {
      this.#now++;
      for (const sleeper of this.#sleepers) {
        if (sleeper.until > this.#now) continue;
        sleeper.wake();
        await settle();
      }
    }
  }
}

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** A directory in memory, with hints that can be lost. */
class FakeWorld implements DirectoryHints {
  readonly clock: ManualClock = new ManualClock();
  readonly hints: DirectoryHints = this;
  /** Identity of the directory; undefined if there is none. */
  identity: string | undefined = "1";
  losesHints = false;
  fault: Error | undefined;
  scans = 0;
  /** Identities of the directories that hints are given of. */
  readonly watched: string[] = [];
  #plugins: ReadonlyMap<string, string> = new Map();
  #listener: HintListener | undefined;

  scan = (): Promise<readonly PluginEndpoint[]> => {
    this.scans++;
    if (this.fault !== undefined) return Promise.reject(this.fault);
    return Promise.resolve([...this.#plugins].map(([name, identity]) => endpointOf(name, identity)));
  };

  identify = (): Promise<string | undefined> => Promise.resolve(this.identity);

  watch(path: string, listener: HintListener): { close(): Promise<void> } {
    expect(path).toBe(directory);
    const identity = this.identity ?? "";
    this.watched.push(identity);
    this.#listener = listener;
    return {
      close: async () => {
        this.watched.splice(this.watched.indexOf(identity), 1);
        if (this.#listener === listener) this.#listener = undefined;
      },
    };
  }

  /** Replaces what is there: identities by name. */
  put(plugins: Readonly<Record<string, string>>): void {
    this.#plugins = new Map(Object.entries(plugins));
    if (!this.losesHints && this.watched.at(-1) === this.identity) this.#listener?.onHint();
  }

  failHints(error: Error): void {
    this.#listener?.onError(error);
  }
}

function endpointOf(name: string, identity: string): PluginEndpoint {
  return { name, path: `${directory}/${name}`, address: `${directory}/${name}`, identity };
}

interface Watching {
  readonly world: FakeWorld;
  readonly seen: string[];
  readonly errors: unknown[];
  readonly ending: AbortController;
  readonly done: Promise<void>;
}

/** Watches a world in which the plugins are there, and takes every change at once. */
function startWatching(
  plugins: Readonly<Record<string, string>> = {},
  known: readonly PluginEndpoint[] = [],
): Watching {
  const world = new FakeWorld();
  world.put(plugins);
  const seen: string[] = [];
  const errors: unknown[] = [];
  const ending = new AbortController();
  const options = {
    signal: ending.signal,
    scanIntervalMs: 5000,
    known,
    onError: (error: unknown) => errors.push(error),
  };
  const done = (async () => {
    for await (const { kind, endpoint } of watchWorld(world, directory, options)) {
      seen.push(`${kind} ${endpoint.name}${endpoint.identity}`);
    }
  })();
  onTestFinished(() => {
    ending.abort();
    return done;
  });
  return { world, seen, errors, ending, done };
}

describe("watchWorld()", () => {
  test("watchWorld() yields what is there first", async () => {
    const { world, seen } = startWatching({ a: "1", b: "1" });
    await world.clock.advance(0);
    expect(seen).toEqual(["added a1", "added b1"]);
  });

  test("watchWorld() yields what differs from what is known when something is", async () => {
    const known = [endpointOf("a", "1"), endpointOf("b", "1"), endpointOf("c", "1")];
    const { world, seen } = startWatching({ a: "1", b: "2" }, known);
    await world.clock.advance(0);
    expect(seen).toEqual(["removed c1", "replaced b2"]);
  });

  test("watchWorld() knows within 20 ms when a hint came", async () => {
    const { world, seen } = startWatching({ a: "1" });
    await world.clock.advance(1000);
    world.put({ a: "2", b: "1" });
    await world.clock.advance(0);
    expect(seen).toEqual(["added a1", "replaced a2", "added b1"]);
    world.put({ b: "1" });
    await world.clock.advance(20);
    expect(seen.slice(3)).toEqual(["removed a2"]);
  });

  test("watchWorld() knows within the interval when every hint is lost", async () => {
    const { world, seen } = startWatching({ a: "1" });
    world.losesHints = true;
    await world.clock.advance(1000);
    world.put({ b: "1" });
    await world.clock.advance(4000);
    expect(seen).toEqual(["added a1"]);
    await world.clock.advance(20);
    expect(seen).toEqual(["added a1", "removed a1", "added b1"]);
  });

  test("watchWorld() scans at most every 20 ms when there are very many hints", async () => {
    const { world, seen } = startWatching();
    for (let round = 1; round <= 100; round++) {
      world.put({ a: String(round) });
      await world.clock.advance(2);
    }
    await world.clock.advance(20);
    expect(world.scans).toBeLessThanOrEqual(13);
    expect(seen.at(-1)).toBe("replaced a100");
  });

  test("watchWorld() looks again when a hint came during a scan", async () => {
    const { world, seen } = startWatching({ a: "1" });
    const { scan } = world;
    world.scan = async () => {
      const found = await scan();
      if (world.scans === 1) world.put({ a: "2" });
      return found;
    };
    await world.clock.advance(20);
    expect(seen).toEqual(["added a1", "replaced a2"]);
  });

  test("watchWorld() tells a slow taker one change a name, whatever happened in between", async () => {
    const world = new FakeWorld();
    world.put({ a: "1", b: "1", c: "1" });
    const ending = new AbortController();
    const changes = watchWorld(world, directory, { signal: ending.signal });
    const take = async (): Promise<string> => {
      const { value } = await changes.next();
      return value === undefined ? "end" : `${value.kind} ${value.endpoint.name}${value.endpoint.identity}`;
    };
    expect([await take(), await take(), await take()]).toEqual(["added a1", "added b1", "added c1"]);
    for (let round = 2; round < 50; round++) world.put({ a: String(round), d: "1" });
    world.put({ a: "50", c: "1" });
    const next = take();
    await world.clock.advance(20);
    expect(await next).toBe("removed b1");
    expect(await take()).toBe("replaced a50");
    const last = take();
    ending.abort();
    expect(await last).toBe("end");
    expect(world.watched).toEqual([]);
  });

  test("watchWorld() keeps what it knows and tells of it when a scan fails", async () => {
    const { world, seen, errors } = startWatching({ a: "1" });
    await world.clock.advance(0);
    world.fault = new Error("the disk is gone");
    world.put({});
    await world.clock.advance(6000);
    expect(seen).toEqual(["added a1"]);
    expect(errors).toContain(world.fault);
    world.fault = undefined;
    await world.clock.advance(5020);
    expect(seen).toEqual(["added a1", "removed a1"]);
  });

  test("watchWorld() goes on with scans and tells of it when hints fail", async () => {
    const { world, seen, errors } = startWatching();
    await world.clock.advance(0);
    world.failHints(new Error("no watches left"));
    world.losesHints = true;
    world.put({ a: "1" });
    await world.clock.advance(5020);
    expect(seen).toEqual(["added a1"]);
    expect(errors.map(String)).toEqual(["Error: no watches left"]);
  });

  test("watchWorld() asks for the hints of the directory that is there when it was made again", async () => {
    const { world, seen } = startWatching();
    world.identity = undefined;
    await world.clock.advance(5020);
    expect(world.watched).toEqual([]);
    world.identity = "2";
    await world.clock.advance(5020);
    expect(world.watched).toEqual(["2"]);
    world.put({ a: "1" });
    await world.clock.advance(20);
    expect(seen).toEqual(["added a1"]);
    world.identity = "3";
    await world.clock.advance(5020);
    expect(world.watched).toEqual(["3"]);
  });

  test("watchWorld() ends and gives up its hints when the signal is aborted", async () => {
    const { world, ending, done } = startWatching({ a: "1" });
    await world.clock.advance(1000);
    expect(world.watched).toEqual(["1"]);
    ending.abort();
    await done;
    expect(world.watched).toEqual([]);
  });

  test("watchWorld() gives up its hints when the loop is left", async () => {
    const world = new FakeWorld();
    world.put({ a: "1" });
    for await (const change of watchWorld(world, directory, { signal: new AbortController().signal })) {
      expect(change.kind).toBe("added");
      break;
    }
    await vi.waitFor(() => expect(world.watched).toEqual([]));
  });
});
