/** A process that has not ended. */
export interface ProcessEntry {
  readonly pid: number;
  /** Id of the process group. */
  readonly group: number;
  /** When the process started, in the table's own unit: with the pid it tells a process from its successors. */
  readonly start: number;
}

/** A process and what its environment says. */
export interface TokenEntry extends ProcessEntry {
  /** Value of `INFRAKIT_INSTANCE`; `undefined` if it is not set or cannot be read. */
  readonly token: string | undefined;
}

/** What the system knows of its processes. Those that have ended and were not yet reaped count as ended. */
export interface ProcessTable {
  /** Names the time since the machine was started, where {@link ProcessEntry.start} counts from that. */
  readonly boot: string;
  /** How often {@link find} may be asked without being noticed; 0 for as often as one likes. */
  readonly findEveryMs: number;
  /** Those of the processes that have not ended, by pid. */
  find(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessEntry>>;
  /** All processes, with the tokens of those whose environment we may read. */
  list(): Promise<readonly TokenEntry[]>;
}
