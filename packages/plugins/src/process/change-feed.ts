import type { InstanceChange } from "@infrakit/spi";

/** How many instances a reader may lag behind before it is told only that something has changed. */
const maxPending = 1_000;

/** Tells any number of readers which instances have changed; each at its own pace. */
export class ChangeFeed {
  readonly #readers = new Set<Reader>();
  #isClosed = false;

  /** `ended`: why the instance has ended, if that is what happened. */
  push(id: string, ended?: string): void {
    for (const reader of this.#readers) reader.push(id, ended);
  }

  /** Changes from now on, until the signal is aborted or the feed closed. An instance waits once at most. */
  read(signal: AbortSignal): AsyncGenerator<InstanceChange, void, undefined> {
    const reader = new Reader();
    const stop = (): void => {
      this.#readers.delete(reader);
      reader.close();
    };
    if (signal.aborted || this.#isClosed) stop();
    else this.#readers.add(reader);
    signal.addEventListener("abort", stop, { once: true });
    return drain(reader, () => {
      signal.removeEventListener("abort", stop);
      stop();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.close();
  }
}

async function* drain(reader: Reader, stop: () => void): AsyncGenerator<InstanceChange, void, undefined> {
  try {
    while (await reader.isReady()) yield* reader.take();
  } finally {
    stop();
  }
}

class Reader {
  /** By id, why it has ended if it has. */
  readonly #pending = new Map<string, string | undefined>();
  #isOverflowing = false;
  #isClosed = false;
  #wake: (() => void) | undefined;

  push(id: string, ended: string | undefined): void {
    const isKnown = this.#pending.has(id);
    if (isKnown || this.#pending.size < maxPending) this.#pending.set(id, ended ?? this.#pending.get(id));
    else this.#isOverflowing = true;
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** Waits for a change; false at the end. */
  async isReady(): Promise<boolean> {
    if (this.#pending.size === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return !this.#isClosed;
  }

  take(): readonly InstanceChange[] {
    const changes: readonly InstanceChange[] = this.#isOverflowing
      ? [{}]
      : [...this.#pending].map(([id, ended]) => ({ id, ...(ended !== undefined && { ended }) }));
    this.#pending.clear();
    this.#isOverflowing = false;
    return changes;
  }
}
