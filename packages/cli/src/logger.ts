import type { Logger } from "@infrakit/infrakit/operator";
import { destination, pino } from "pino";
import { plainText } from "./table.ts";

/** Where log lines go on a terminal. */
export interface TerminalLog {
  /** Lowest level that is shown. */
  readonly level: "info" | "warn";
  print(line: string): void;
}

/** Logs JSON lines to stderr, as programs read them. */
export function createJsonLogger(): Logger {
  const stderr = destination({ dest: 2, sync: true });
  // That it is broken could only be told there.
  stderr.on("error", () => undefined);
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stderr);
}

/** Logs lines for people: `23:14:05 WARN the process plugin failed plugin=process`. */
export function createTextLogger(log: TerminalLog): Logger {
  const stream = { write: (line: string): void => log.print(formatLine(JSON.parse(line) as LogLine)) };
  return pino({ base: null, level: log.level }, stream);
}

interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
}

/** Pino's number for warnings; errors are higher. */
const warning = 40;

function formatLine({ level, time, msg, ...fields }: LogLine): string {
  const at = new Date(time).toTimeString().slice(0, 8);
  const told = Object.entries(fields).map(([name, value]) => `${name}=${formatField(value)}`);
  return plainText([at, level >= warning ? "WARN" : "info", msg, ...told].join(" "));
}

function formatField(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
