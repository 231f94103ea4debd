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

  /** Resolves after the first scan. */
  async start(): Promise<void> {
    if (this.#options.root === "") return;
    await this.#scan();
    this.#done = this.#run();
  }

  /** Scans soon: something may have changed. */
  wake(): void {
    this.#wakeUp.call();
  }

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
    if (this.#ending.signal.aborted) return 0;
    const startedAt = clock.elapsed();
    const found = await scan(files, this.#options.root);
    // Watches that are new say at once that they are there, which leads to another scan: nothing falls between.
    await this.#watches.update(found.directories);
    if (!this.#ending.signal.aborted) this.#options.onScan(found);
    return clock.elapsed() - startedAt;
  }
}
