/** What is still to be closed, last opened first. */
export class Cleanup {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #closed: Promise<void> | undefined;

  /** Adds something to close before all that was added earlier. */
  defer(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  /** Closes everything, also what comes after something that fails. @throws the first error. */
  close(): Promise<void> {
    return (this.#closed ??= this.#run());
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
