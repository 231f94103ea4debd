/**
 * One life of a controller. Whatever it calls and hears crosses here, and it may end at any crossing: then a
 * call is not made, or its answer not heard, and nothing that the controller holds moves any more. Or it is frozen at
 * one, as a process that is stopped: others take its place, and when it is woken it goes on where it was.
 */
export class Life {
  #state: "alive" | "frozen" | "woken" | "over" = "alive";
  #crossingsLeft = Infinity;
  #mayWake = false;
  #held: (() => void)[] = [];
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Whether it is the one that counts. */
  get isAlive(): boolean {
    return this.#state === "alive";
  }

  /** Whether it can do nothing more, ever. */
  get isOver(): boolean {
    return this.#state === "over";
  }

  /** Whether others take its place while it is frozen, or was. */
  get isSucceeded(): boolean {
    return this.#state === "frozen" || this.#state === "woken";
  }

  /** Ends it so many crossings later, or freezes it; 0 at once. */
  endAfter(crossings: number, mayWake = false): void {
    if (crossings > this.#crossingsLeft) return;
    this.#crossingsLeft = crossings;
    this.#mayWake = mayWake;
    if (crossings === 0) this.#stop();
  }

  /** Does not end it after all. */
  spare(): void {
    this.#crossingsLeft = Infinity;
  }

  /** It goes on although others have taken its place: whatever came meanwhile comes now. */
  wake(): void {
    if (this.#state !== "frozen") return;
    this.#state = "woken";
    const held = this.#held;
    this.#held = [];
    for (const go of held) this.run(go);
  }

  /** It ends, frozen or not. */
  end(): void {
    const wasAlive = this.isAlive;
    this.#state = "over";
    this.#held = [];
    if (wasAlive) this.#onEnd();
  }

  /** A call or an answer comes through; later, or never. */
  cross(go: () => void): void {
    if (this.isAlive && this.#crossingsLeft-- <= 0) this.#stop();
    this.run(go);
  }

  /** Something happens in the controller; later, or never. */
  run(go: () => void): void {
    if (this.#state === "frozen") this.#held.push(go);
    else if (this.#state !== "over") go();
  }

  #stop(): void {
    if (!this.#mayWake) return this.end();
    if (!this.isAlive) return;
    this.#state = "frozen";
    this.#onEnd();
  }
}
