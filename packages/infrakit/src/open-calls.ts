import type { OpenCall } from "./slow-call.ts";

/** An open call, and where it is held. */
export interface HeldCall {
  readonly call: OpenCall;
  at: number;
}

/**
 * The calls of plugins that have not ended, in no order. No set: one that is filled and emptied again and again leaves
 * tables behind in the old space, and the calls that were in them stay there as long.
 */
export class OpenCalls implements Iterable<OpenCall> {
  readonly #held: HeldCall[] = [];

  /** Holds a call until it is let go. */
  hold(call: OpenCall): HeldCall {
    const held = { call, at: this.#held.length };
    this.#held.push(held);
    return held;
  }

  /** Lets a call go that has ended, once. The last one takes its place. */
  letGo(held: HeldCall): void {
    const { at } = held;
    if (this.#held[at] !== held) return;
    const last = this.#held.pop();
    if (last === undefined || last === held) return;
    last.at = at;
    this.#held[at] = last;
  }

  *[Symbol.iterator](): Iterator<OpenCall> {
    for (const { call } of this.#held) yield call;
  }
}
