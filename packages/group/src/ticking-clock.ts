import type { Clock, Timer } from "./seams.ts";

/** All calls of one moment, and what wakes up for them. */
interface Tick {
  readonly callbacks: Set<() => void>;
  readonly timer: Timer;
}

/**
 * The same time, but that it calls back at whole multiples of `tickMs` only, never too early. Whoever may be called a
 * little late shares its timer with all others: a thousand groups wake up ten times a second, and not a thousand times.
 */
export function createTickingClock(clock: Clock, tickMs: number): Clock {
  const ticks = new Map<number, Tick>();
  const open = (moment: number): Tick => {
    const callbacks = new Set<() => void>();
    const timer = clock.callAt(moment, () => {
      ticks.delete(moment);
      for (const callback of callbacks) callback();
    });
    const tick = { callbacks, timer };
    ticks.set(moment, tick);
    return tick;
  };
  const closeIfUnused = (moment: number, tick: Tick): void => {
    if (tick.callbacks.size > 0 || ticks.get(moment) !== tick) return;
    tick.timer.cancel();
    ticks.delete(moment);
  };
  return {
    now: () => clock.now(),
    callSoon: (callback) => clock.callSoon(callback),
    callAt(time, callback) {
      const moment = Math.ceil(time / tickMs) * tickMs;
      const tick = ticks.get(moment) ?? open(moment);
      // The same callback may be waiting already.
      const call = (): void => callback();
      tick.callbacks.add(call);
      return {
        cancel() {
          if (tick.callbacks.delete(call)) closeIfUnused(moment, tick);
        },
      };
    },
  };
}
