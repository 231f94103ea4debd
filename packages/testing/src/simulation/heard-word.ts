/** Something that a controller was told, and must keep to once nothing is on its way that was decided on before. */
export class HeardWord {
  #state: "no" | "heard" | "kept" = "no";

  /** Whether it must be kept to. */
  get isKept(): boolean {
    return this.#state === "kept";
  }

  hear(): void {
    if (this.#state === "no") this.#state = "heard";
  }

  /** It holds no more. */
  takeBack(): void {
    this.#state = "no";
  }

  /** No step is on its way. */
  quiet(): void {
    if (this.#state === "heard") this.#state = "kept";
  }
}
