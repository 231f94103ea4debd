import type { GroupStatus } from "@infrakit/spi/data";

/** Where a group stands now; `null` when it is gone. */
export interface GroupChange {
  readonly id: string;
  readonly status: GroupStatus | null;
}

interface Reader {
  readonly pending: Map<string, GroupChange>;
  wake(): void;
}

/**
 * Passes on what becomes of groups. Of a group whose status changes faster than a reader reads, the reader gets
 * the newest: nothing queues up.
 */
export class StatusFeed {
  readonly #readers = new Set<Reader>();
  #isClosed = false;

  push(change: GroupChange): void {
    for (const reader of this.#readers) {
      reader.pending.set(change.id, change);
      reader.wake();
    }
  }

  /** First what `current` gives when the reading begins, then what changes. Ends when the signal is aborted. */
  async *read(
    current: () => readonly GroupChange[],
    signal?: AbortSignal,
  ): AsyncGenerator<GroupChange, void, void> {
    const reader: Reader = {
      pending: new Map(current().map((change) => [change.id, change])),
      wake: () => {},
    };
    const wake = (): void => reader.wake();
    this.#readers.add(reader);
    signal?.addEventListener("abort", wake);
    try {
      while (!this.#isClosed && signal?.aborted !== true) {
        const [next] = reader.pending.values();
        if (next === undefined) {
          await new Promise<void>((resolve) => (reader.wake = resolve));
          continue;
        }
        reader.pending.delete(next.id);
        yield next;
      }
    } finally {
      signal?.removeEventListener("abort", wake);
      this.#readers.delete(reader);
    }
  }

  /** Ends all readings. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.wake();
  }
}
