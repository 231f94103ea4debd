import { LocalError } from "@infrakit/spi";

/** Most calls that may wait for a connection to one plugin. */
export const maxWaitingCalls = 10_000;

/** A call that begins when it is its turn. */
export interface GatedCall {
  start(): void;
}

/** Lets a bounded number of calls through at a time, in their order; the others wait. */
export class CallGate {
  readonly #width: number;
  /**
   * No set: one that is filled and emptied again and again leaves tables behind in the old space, where what was in them
   * lasts as long as they do.
   */
  readonly #line: GatedCall[] = [];
  #inside = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /**
   * Starts a call now or when its turn comes.
   * @throws LocalError `plugin_unreachable` if too many are waiting.
   */
  enter(call: GatedCall): void {
    if (this.#inside >= this.#width && this.#line.length >= maxWaitingCalls)
      throw new LocalError("plugin_unreachable", `${maxWaitingCalls} calls are waiting already`);
    this.#admit(call);
  }

  /** Takes a call back. Returns whether it was still waiting. */
  takeBack(call: GatedCall): boolean {
    // Those who wait for longest give up first.
    const at = this.#line.indexOf(call);
    if (at >= 0) this.#line.splice(at, 1);
    return at >= 0;
  }

  /** Ends a call that was started. */
  leave(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#inside--;
    else next.start();
  }

  /** Lets those who wait here go on at another gate, in their order. */
  moveTo(other: CallGate): void {
    for (const call of this.#line.splice(0)) other.#admit(call);
  }

  #admit(call: GatedCall): void {
    if (this.#inside >= this.#width) {
      this.#line.push(call);
      return;
    }
    this.#inside++;
    call.start();
  }
}
