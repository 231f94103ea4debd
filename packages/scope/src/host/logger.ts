/** Where a host says what it does. Fields are plain data. */
export interface Logger {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
}

/** What a log line is about. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Tells nobody. */
export const silentLogger: Logger = { info() {}, warn() {} };
