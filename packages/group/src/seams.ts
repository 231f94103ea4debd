/** Where the controller gets the time from. */
export interface Clock {
  /** Milliseconds since 1970. Never goes back. */
  now(): number;
  /** Calls back once, at the given time or soon after; not before this returns. */
  callAt(time: number, callback: () => void): Timer;
  /** Calls back once, as soon as what happens at this moment has been heard. */
  callSoon(callback: () => void): void;
}

/** Records hold whole milliseconds, whatever the clock tells. */
export function wholeMilliseconds(clock: Clock): Clock {
  return {
    now: () => Math.round(clock.now()),
    callAt: (time, callback) => clock.callAt(time, callback),
    callSoon: (callback) => clock.callSoon(callback),
  };
}

/** A call that is still to come. */
export interface Timer {
  cancel(): void;
}

/**
 * Where random numbers come from: equally spread from 0 (included) to 1 (excluded). The names of creations are drawn
 * from them: where they repeat themselves, one creation is taken for another.
 */
export type Random = () => number;

/** Where the controller says what it does. Fields are plain data. */
export interface Logger {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
}

/** What a log line is about. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One group as it is remembered: `text` is the group's own JSON document. */
export interface JournalRecord {
  readonly id: string;
  readonly text: string;
}

/**
 * What must outlive the process. A save that has returned is not lost. One that failed may have happened all the same: a
 * group that is kept is saved again as it is, 10 s apart, until that succeeds; the record of one that is not is removed.
 */
export interface Journal {
  load(): Promise<readonly JournalRecord[]>;
  save(record: JournalRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Remembers nothing beyond the process: for controllers whose owner commits again after a restart. */
export function createMemoryJournal(): Journal {
  const records = new Map<string, JournalRecord>();
  return {
    load: () => Promise.resolve([...records.values()]),
    save: (record) => Promise.resolve(void records.set(record.id, record)),
    remove: (id) => Promise.resolve(void records.delete(id)),
  };
}
