import type { Clock, Timer } from "./seams.ts";

/** All calls of one moment, and what wakes up for them. */
interface Tick {
  readonly calls: Set<TickCall>;
  /** Called when nobody waits for it any more. */
  readonly close: () => void;
}

/** One that waits for a tick: all that is made of a wait, since there are thousands a second. */
class TickCall implements Timer {
  readonly callback: () => void;
  readonly #tick: Tick;

  constructor(callback: () => void, tick: Tick) {
    this.callback = callback;
    this.#tick = tick;
    tick.calls.add(this);
  }

  cancel(): void {
    const { calls, close } = this.#tick;
    if (calls.delete(this) && calls.size === 0) close();
  }
}

/**
 * The same time, but that it calls back at whole multiples of `tickMs` only, never too early. Whoever may be called a
 * little late shares its timer with all others: a thousand groups wake up ten times a second, and not a thousand times.
 */
export function createTickingClock(clock: Clock, tickMs: number): Clock {
  const ticks = new Map<number, Tick>();
  const open = (moment: number): Tick => {
    const calls = new Set<TickCall>();
    const timer = clock.callAt(moment, () => {
      ticks.delete(moment);
      for (const { callback } of calls) callback();
    });
    const close = (): void => {
      if (ticks.get(moment) !== tick) return;
      timer.cancel();
      ticks.delete(moment);
    };
    const tick = { calls, close };
    ticks.set(moment, tick);
    return tick;
  };
  return {
    now: () => clock.now(),
    callSoon: (callback) => clock.callSoon(callback),
    callAt(time, callback) {
      const moment = Math.ceil(time / tickMs) * tickMs;
      return new TickCall(callback, ticks.get(moment) ?? open(moment));
    },
  };
}
