/** Writes values by key, one write of a key at a time. */
export interface LatestWriter<T> {
  /**
   * Settles when this value, or a newer one of the same key, was written. While a write of the key runs, only
   * the newest of the values that arrive is kept: it speaks for all of them.
   */
  write(key: string, value: T): Promise<void>;
  /** Resolves when nothing is being written and nothing waits, however the writes ended. */
  whenIdle(): Promise<void>;
}

/** What is going on for one key. */
interface Queue<T> {
  /** Ends with the running write and never rejects. */
  running: Promise<void>;
  waiting: { value: T; readonly written: Promise<void> } | undefined;
}

/** Makes a {@link LatestWriter} that calls `write`. A failed write fails those that waited for it, no others. */
export function createLatestWriter<T>(write: (key: string, value: T) => Promise<void>): LatestWriter<T> {
  const queues = new Map<string, Queue<T>>();

  function start(key: string, value: T): Promise<void> {
    const written = write(key, value);
    const queue: Queue<T> = { running: written.then(end, end), waiting: undefined };
    queues.set(key, queue);
    return written;

    function end(): void {
      if (queue.waiting === undefined) queues.delete(key);
    }
  }

  function wait(queue: Queue<T>, key: string, value: T): Promise<void> {
    const written = queue.running.then(() => start(key, queue.waiting?.value ?? value));
    queue.waiting = { value, written };
    return written;
  }

  return {
    write(key, value) {
      const queue = queues.get(key);
      if (queue === undefined) return start(key, value);
      if (queue.waiting === undefined) return wait(queue, key, value);
      queue.waiting.value = value;
      return queue.waiting.written;
    },
    async whenIdle() {
      while (queues.size > 0) await Promise.all([...queues.values()].map(({ running }) => running));
    },
  };
}
