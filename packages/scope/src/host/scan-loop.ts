import { type DirectoryHints, WakeUp } from "@infrakit/discovery/watch";
import { type Clock, sleep } from "./clock.ts";
import { DirectoryWatches } from "./directory-watches.ts";
import { type FileSystem, type Scan, scan } from "./scan.ts";

/** What a scan loop works on. */
export interface ScanWorld {
  readonly clock: Clock;
  readonly files: FileSystem;
  readonly hints: DirectoryHints;
}

/** How to scan, and who is told. */
export interface ScanOptions {
  /** Absolute; empty scans nothing. */
  readonly root: string;
  /** Longest time until a change is known whose hints were all lost. */
  readonly scanMs: number;
  readonly onScan: (found: Scan) => void;
  /** Told of hints that failed; scans go on. */
  readonly onError: (error: unknown) => void;
}

/**
 * From a hint to the scan: the other changes that belong to it come meanwhile. A server that has made its socket, and
 * does not listen yet, is not called too early.
 */
const settleMs = 50;

/** Shortest rest after a scan: however many hints come, there are at most some fourteen scans a second. */
const minRestMs = 20;

/** After that long a scan has told nothing, and people are told so: a network that is away can make one hang. */
const slowMs = 5000;

/** The rest after a scan is that many times as long as the scan: hints cannot make it take more than a fifth of a core. */
const restFactor = 4;

/**
 * Scans at once, then whenever a hint comes and at every interval. What it believes is the scan: hints may be lost,
 * and only make it come sooner.
 */
export class ScanLoop {
  readonly #world: ScanWorld;
  readonly #options: ScanOptions;
  readonly #wakeUp: WakeUp;
  readonly #watches: DirectoryWatches;
  readonly #ending = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(world: ScanWorld, options: ScanOptions) {
    this.#world = world;
    this.#options = options;
    this.#wakeUp = new WakeUp({ sleep: (milliseconds, signal) => sleep(world.clock, milliseconds, signal) });
    this.#watches = new DirectoryWatches(world.hints, {
      onHint: this.#wakeUp.call,
      onError: options.onError,
    });
  }

  /** Resolves after the first scan, or as soon as that is slow. */
  async start(): Promise<void> {
    if (this.#options.root === "") return;
    const first = this.#scan();
    this.#done = first.then(() => this.#run());
    const waiting = new AbortController();
    await Promise.race([first, sleep(this.#world.clock, slowMs, waiting.signal)]);
    waiting.abort();
  }

  /** Scans soon: something may have changed. */
  wake(): void {
    this.#wakeUp.call();
  }

  /** Does not wait for a file system that does not answer. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#wakeUp.call();
    await this.#done;
    await this.#watches.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    for (let tookMs = 0; !signal.aborted; tookMs = await this.#scan()) {
      const restMs = Math.max(minRestMs, restFactor * tookMs);
      await sleep(this.#world.clock, restMs, signal);
      await this.#wakeUp.sleep(Math.max(0, this.#options.scanMs - restMs - settleMs));
      await sleep(this.#world.clock, settleMs, signal);
    }
  }

  /** Gives how many milliseconds it took. */
  async #scan(): Promise<number> {
    const { clock, files } = this.#world;
    const { root, onScan } = this.#options;
    const { signal } = this.#ending;
    if (signal.aborted) return 0;
    const startedAt = clock.elapsed();
    const telling = clock.callAfter(slowMs, () => onScan(nothingKnown(root)));
    const found = await unlessAborted(signal, scan(files, root));
    telling.cancel();
    if (found === undefined) return 0;
    // Watches that are new say at once that they are there, which leads to another scan: nothing falls between.
    await this.#watches.update(found.directories);
    if (!signal.aborted) onScan(found);
    return clock.elapsed() - startedAt;
  }
}

/** No second scan is begun beside one that hangs: each would take a thread of the process for as long. */
function nothingKnown(root: string): Scan {
  const why = `its file system has not answered for ${slowMs / 1000} s`;
  const warnings = [`Cannot look for plugins in "${root}": ${why}; still waiting`];
  return { sockets: [], directories: [], unknown: [root], warnings, notes: [] };
}

/** What the work gives; undefined as soon as the signal is aborted. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  let stop = (): void => {};
  const aborted = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
