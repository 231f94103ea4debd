import type { CallOptions, InstanceChange, InstancePlugin } from "@infrakit/spi";
import type { MoveListener } from "./plugin-moves.ts";

/** Begins to tell of the moves of one plugin; returns what ends that. */
export type ListenToMoves = (listener: MoveListener) => () => void;

/** Hints that nobody has taken yet. What is more is lost: each only wakes up somebody who looks at everything. */
const maxPending = 1000;

/**
 * The same plugin, with one more hint whenever it has gone, is back or was replaced: what it could list before, it may
 * list no more. A plugin that gives no hints itself gives these.
 */
export function withHintsOfMoves(plugin: InstancePlugin, listen: ListenToMoves): InstancePlugin {
  return {
    validate: (...args) => plugin.validate(...args),
    provision: (...args) => plugin.provision(...args),
    label: (...args) => plugin.label(...args),
    destroy: (...args) => plugin.destroy(...args),
    describeInstances: (...args) => plugin.describeInstances(...args),
    changes: (options) => readHints(plugin, listen, options),
  };
}

async function* readHints(
  plugin: InstancePlugin,
  listen: ListenToMoves,
  { signal }: Required<CallOptions>,
): AsyncGenerator<InstanceChange> {
  const pending: InstanceChange[] = [];
  let wake = (): void => {};
  const push = (change: InstanceChange): void => {
    if (pending.length < maxPending) pending.push(change);
    wake();
  };
  const onAbort = (): void => wake();
  const stopListening = listen(() => push({}));
  signal.addEventListener("abort", onAbort);
  let failure: { readonly error: unknown } | undefined;
  relay(plugin, push, signal).catch((error: unknown) => {
    failure = { error };
    wake();
  });
  try {
    while (!signal.aborted) {
      const next = pending.shift();
      if (next !== undefined) yield next;
      else if (failure !== undefined) throw failure.error;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    stopListening();
  }
}

async function relay(
  plugin: InstancePlugin,
  push: (change: InstanceChange) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const change of plugin.changes?.({ signal }) ?? []) push(change);
}
