import { DecodeError } from "./decode-error.ts";

const nanosecondsPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's `time.Duration` is a signed 64-bit count of nanoseconds. */
const maxNanoseconds = 2n ** 63n;

/** Digits of 2^63; more are not even looked at. */
const maxWholeDigits = 19;

/** A fraction is read as far as it fits into 63 bits; Go skips further digits. */
const maxFractionDigits = 19;

/**
 * Reads a Go duration (`time.ParseDuration`): a sign and decimal numbers with units, such as `300ms`, `-1.5h`
 * or `2h45m`. Returns milliseconds. @throws DecodeError with Go's sentence.
 */
export function parseDuration(text: string): number {
  const [, sign, body = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0;
  if (body === "") throw invalid(text);
  let nanoseconds = 0n;
  // A dot or a digit after a unit, or a second dot, begins the next part.
  for (const part of body.match(/[0-9]+\.?[0-9]*[^0-9.]*|\.[0-9]*[^0-9.]*|[^0-9.]+/g) ?? []) {
    nanoseconds += parsePart(part, text);
    if (nanoseconds > maxNanoseconds) throw invalid(text);
  }
  if (nanoseconds === maxNanoseconds && sign !== "-") throw invalid(text);
  const milliseconds = Number(nanoseconds) / 1e6;
  return sign === "-" ? 0 - milliseconds : milliseconds;
}

/** What {@link parseDuration} takes, as a regular expression; that a sum may be too large it does not say. */
export const durationPattern =
  "^[+-]?(?:0|(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$";

/** Nanoseconds of one number with its unit. The fraction is a float64 and cut off, as in Go. */
function parsePart(part: string, text: string): bigint {
  const [, whole = "", fraction = "", unit = ""] = /^([0-9]*)\.?([0-9]*)(.*)$/s.exec(part) ?? [];
  if (whole + fraction === "" || whole.replace(/^0+/, "").length > maxWholeDigits) throw invalid(text);
  if (unit === "") throw new DecodeError(`time: missing unit in duration ${JSON.stringify(text)}`);
  const scale = Object.hasOwn(nanosecondsPerUnit, unit) ? nanosecondsPerUnit[unit] : undefined;
  if (scale === undefined)
    throw new DecodeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
  const fits = BigInt(fraction.slice(0, maxFractionDigits)) <= maxNanoseconds;
  const digits = fraction.slice(0, fits ? maxFractionDigits : maxFractionDigits - 1);
  const rest = Math.trunc(Number(digits) * (Number(scale) / 10 ** digits.length));
  return BigInt(whole) * scale + BigInt(rest);
}

function invalid(text: string): DecodeError {
  return new DecodeError(`time: invalid duration ${JSON.stringify(text)}`);
}

/** Writes milliseconds as Go's `Duration.String` does: `1m30s`, `1.5s`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const nanoseconds = Math.round(Math.abs(milliseconds) * 1e6);
  if (nanoseconds === 0) return "0s";
  const sign = milliseconds < 0 ? "-" : "";
  if (nanoseconds < 1e3) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${sign}${decimal(nanoseconds, 3)}µs`;
  if (nanoseconds < 1e9) return `${sign}${decimal(nanoseconds, 6)}ms`;
  const wholeSeconds = Math.floor(nanoseconds / 1e9);
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const seconds = decimal((wholeSeconds % 60) * 1e9 + (nanoseconds % 1e9), 9);
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : "";
  return `${sign}${head}${seconds}s`;
}

/** `count / 10^places` without trailing zeros, exact in every digit. */
function decimal(count: number, places: number): string {
  const scale = 10 ** places;
  const fraction = String(count % scale)
    .padStart(places, "0")
    .replace(/0+$/, "");
  const whole = String(Math.floor(count / scale));
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
