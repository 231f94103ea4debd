import { setImmediate as afterAll } from "node:timers/promises";
import type { Clock, Timer } from "../src/host/clock.ts";

interface Waiting {
  readonly time: number;
  readonly callback: () => void;
}

/** How many turns of the event loop what happens at one moment may take where nothing real is waited for. */
const settlingTurns = 20;

/** A clock that moves when it is told to. What is due on the way happens at its time, and settles before the next. */
export class ManualClock implements Clock {
  #now = Date.parse("2026-01-31T12:00:00Z");
  readonly #waiting = new Set<Waiting>();

  /** How far somebody has set the time of day, in milliseconds. */
  shift = 0;

  now(): number {
    return this.#now + this.shift;
  }

  elapsed(): number {
    return this.#now - Date.parse("2026-01-31T12:00:00Z");
  }

  callAfter(milliseconds: number, callback: () => void): Timer {
    const waiting = { time: this.#now + milliseconds, callback };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  /** How many calls are still to come. */
  get timers(): number {
    return this.#waiting.size;
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.time);
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  /** What is due first, of the same time what was asked for first. */
  #next(end: number): Waiting | undefined {
    const due = [...this.#waiting].filter(({ time }) => time <= end);
    return due.toSorted((a, b) => a.time - b.time)[0];
  }
}

/** Lets everything go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn++) await afterAll();
}
