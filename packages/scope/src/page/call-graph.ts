import type { Edge } from "./edge.ts";

/** Who calls whom, and how deep each node is in it. */
export interface CallGraph {
  readonly calleesByKey: ReadonlyMap<string, readonly string[]>;
  readonly callersByKey: ReadonlyMap<string, readonly string[]>;
  /** The longest way from somebody whom nobody calls: callers are less deep than those whom they call. */
  readonly depths: ReadonlyMap<string, number>;
}

/** Sorts nodes by who calls whom. Of a ring the first key counts as its beginning. */
export function planCalls(keys: readonly string[], edges: readonly Edge[]): CallGraph {
  const known = new Set(keys);
  const calls = edges.filter(({ from, to, kind }) => kind === "calls" && known.has(from) && known.has(to));
  const calleesByKey = collect(calls.map(({ from, to }) => [from, to]));
  const callersByKey = collect(calls.map(({ from, to }) => [to, from]));
  return { calleesByKey, callersByKey, depths: planDepths(keys, calleesByKey, callersByKey) };
}

type Lists = ReadonlyMap<string, readonly string[]>;

function collect(pairs: readonly (readonly [from: string, to: string])[]): Lists {
  const lists = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const list = lists.get(from) ?? [];
    list.push(to);
    lists.set(from, list);
  }
  return lists;
}

/** Takes nodes off from above, as Kahn did; where a ring leaves none, its first key. */
function planDepths(keys: readonly string[], callees: Lists, callers: Lists): ReadonlyMap<string, number> {
  const depths = new Map(keys.map((key) => [key, 0]));
  const waiting = new Map(keys.map((key) => [key, callers.get(key)?.length ?? 0]));
  const take = (start: string): void => {
    const queue = [start];
    waiting.delete(start);
    // The queue grows while it is read.
    for (const key of queue)
      for (const callee of callees.get(key) ?? []) {
        const count = waiting.get(callee);
        if (count === undefined) continue;
        depths.set(callee, Math.max(depths.get(callee) ?? 0, (depths.get(key) ?? 0) + 1));
        waiting.set(callee, count - 1);
        if (count > 1) continue;
        waiting.delete(callee);
        queue.push(callee);
      }
  };
  for (const key of keys) if (waiting.get(key) === 0) take(key);
  for (const key of keys) if (waiting.has(key)) take(key);
  return depths;
}
