import type { PluginEndpoint } from "../socket/index.ts";
import type { Clock } from "./clock.ts";
import { CurrentHints, type HintWorld } from "./current-hints.ts";
import { planChanges, type PluginChange } from "./plugin-change.ts";
import { WakeUp } from "./wake-up.ts";

/** What a watch sees of the world. */
export interface WatchWorld extends HintWorld {
  /** The plugins that are there. An error means that nothing is known, not that there are none. */
  scan(): Promise<readonly PluginEndpoint[]>;
  readonly clock: Clock;
}

/** How to watch. */
export interface WatchOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Longest time until a change is known whose hints were all lost. Default 5000. */
  readonly scanIntervalMs?: number;
  /** What its taker knows already: only what differs from it is told. Default: nothing. */
  readonly known?: readonly PluginEndpoint[];
  /**
   * Told of scans and hints that failed. The watch goes on: after a failed scan with what it knew, without
   * hints with the scans. Default: nobody is told.
   */
  readonly onError?: (error: unknown) => void;
}

/** Default of {@link WatchOptions.scanIntervalMs}, as long as Weave Scope's. */
const defaultScanIntervalMs = 5000;

/** Rest after a scan: however many hints come, there are at most fifty scans a second. */
const scanGapMs = 20;

/**
 * Watches the plugins of a directory in a given world. It looks again whenever it has been woken up, by a hint
 * or by the clock, *and* the changes of the last look have all been taken: so what a slow taker misses in between
 * is one change a name, and nothing has to be queued.
 */
export async function* watchWorld(
  world: WatchWorld,
  directory: string,
  options: WatchOptions,
): AsyncGenerator<PluginChange, void, void> {
  const { signal, scanIntervalMs = defaultScanIntervalMs, onError = (): void => {} } = options;
  const wakeUp = new WakeUp(world.clock);
  const hints = new CurrentHints(world, directory, { onHint: wakeUp.call, onError });
  signal.addEventListener("abort", wakeUp.call, { once: true });
  let { known = [] } = options;
  try {
    while (!signal.aborted) {
      const observed = await look(world, hints, onError);
      for (const change of planChanges(known, observed ?? known)) {
        if (signal.aborted) return;
        yield change;
      }
      known = observed ?? known;
      await world.clock.sleep(scanGapMs, signal);
      await wakeUp.sleep(scanIntervalMs);
    }
  } finally {
    signal.removeEventListener("abort", wakeUp.call);
    await hints.close();
  }
}

/** Scans, with hints in place that cover what happens from now on. Undefined if it failed. */
async function look(
  world: WatchWorld,
  hints: CurrentHints,
  onError: (error: unknown) => void,
): Promise<readonly PluginEndpoint[] | undefined> {
  try {
    await hints.update();
    return await world.scan();
  } catch (error) {
    onError(error);
    return undefined;
  }
}
