import { codeOf } from "@infrakit/manager/state";
import type { ProcessTable } from "./process-table.ts";
import { isSameProcess, type ProcessIdentity } from "./record.ts";

/** Who is told of what. */
export interface DeathListener {
  /** A watched process has ended. It is told once. */
  onDeath(id: string): void;
  /** The system could not be asked; it will be asked again. */
  onError(error: unknown): void;
}

/** Pause between two looks at all processes. */
const tickMs = 75;

/**
 * How many processes are looked up in the table at each tick, in turn, to find those that have ended and that
 * nobody reaps, and pids in new hands. All others are noticed at every tick, by a signal that does nothing.
 * Measured for 1,000 processes: 0.7 ms for the signals and 2 ms for the lookups of a tick.
 */
const maxLookups = 250;

/** Notices within 100 ms that a process has ended which is not our child: the system tells only its parent. */
export class DeathWatch {
  readonly #table: ProcessTable;
  readonly #listener: DeathListener;
  readonly #watched = new Map<string, ProcessIdentity>();
  /** Who is looked up next; each turn goes through all of them. */
  #queue: string[] = [];
  #lookedUpAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(table: ProcessTable, listener: DeathListener) {
    this.#table = table;
    this.#listener = listener;
  }

  add(id: string, identity: ProcessIdentity): void {
    this.#watched.set(id, identity);
    this.#schedule();
  }

  delete(id: string): void {
    this.#watched.delete(id);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watched.clear();
  }

  #schedule(): void {
    if (this.#isClosed || this.#timer !== undefined || this.#watched.size === 0) return;
    this.#timer = setTimeout(() => void this.#tick(), tickMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    try {
      for (const [id, { pid }] of this.#watched) if (!hasProcess(pid)) this.#report(id);
      await this.#lookUp();
    } catch (error) {
      this.#listener.onError(error);
    } finally {
      this.#timer = undefined;
      this.#schedule();
    }
  }

  async #lookUp(): Promise<void> {
    if (performance.now() - this.#lookedUpAt < this.#table.findEveryMs) return;
    this.#lookedUpAt = performance.now();
    if (this.#queue.length === 0) this.#queue = [...this.#watched.keys()];
    const identities = this.#queue
      .splice(0, maxLookups)
      .flatMap((id) => ({ id, identity: this.#watched.get(id) }));
    const found = await this.#table.find(identities.flatMap(({ identity }) => identity?.pid ?? []));
    for (const { id, identity } of identities) {
      if (identity === undefined || this.#watched.get(id) !== identity) continue;
      if (!isSameProcess(identity, found.get(identity.pid), this.#table.boot)) this.#report(id);
    }
  }

  #report(id: string): void {
    this.#watched.delete(id);
    this.#listener.onDeath(id);
  }
}

/** Whether the pid is in use, also by a process that has ended and was not yet reaped. */
function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    if (codeOf(error) === "EPERM") return true;
    throw error;
  }
}
