import { DecodeError, parseDuration } from "@infrakit/spi/document";

/** How long a call may take if nobody says otherwise; InfraKit's default. */
export const defaultClientTimeoutMs = 15_000;

/** Longest time that a timer of Node.js holds; a longer one would ring at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * How long a call may take: `INFRAKIT_CLIENT_TIMEOUT`, a Go duration such as `15s`, in milliseconds.
 * @throws DecodeError if it is no duration, or not longer than nothing.
 */
export function clientTimeoutMs(env: Readonly<Record<string, string | undefined>>): number {
  const text = env["INFRAKIT_CLIENT_TIMEOUT"];
  if (text === undefined || text === "") return defaultClientTimeoutMs;
  const timeoutMs = parse(text);
  if (timeoutMs <= 0) throw unusable(text, "it must be longer than nothing");
  return Math.min(timeoutMs, longestTimerMs);
}

/**
 * A time as a caller gives it, cut to what a timer holds, which is 24 days: `Infinity` may be given too.
 * @throws RangeError if it is not longer than nothing.
 */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0) return Math.min(timeoutMs, longestTimerMs);
  throw new RangeError(
    `Cannot use timeoutMs "${timeoutMs}": it must be longer than nothing, in milliseconds`,
  );
}

function parse(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DecodeError) throw unusable(text, error.message, error);
    throw error;
  }
}

function unusable(text: string, why: string, cause?: unknown): DecodeError {
  const message = `Cannot use INFRAKIT_CLIENT_TIMEOUT "${text}": ${why}; write a Go duration such as 15s or 1m30s`;
  return new DecodeError(message, { cause });
}
