import { DecodeError } from "./decode-error.ts";

const nanosecondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * Reads a Go duration (`time.ParseDuration`): a sign and decimal numbers with units, such as `300ms`, `-1.5h`
 * or `2h45m`. Returns milliseconds. @throws DecodeError with Go's sentence.
 */
export function parseDuration(text: string): number {
  const [, sign, body = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0;
  const parts = [...body.matchAll(/([0-9]*\.?[0-9]*)([^0-9.]*)/g)].filter(([part]) => part !== "");
  if (parts.length === 0) throw new DecodeError(`time: invalid duration ${JSON.stringify(text)}`);
  let nanoseconds = 0;
  for (const [, digits = "", unit = ""] of parts) {
    if (!/[0-9]/.test(digits)) throw new DecodeError(`time: invalid duration ${JSON.stringify(text)}`);
    if (unit === "") throw new DecodeError(`time: missing unit in duration ${JSON.stringify(text)}`);
    const scale = nanosecondsPerUnit[unit];
    if (scale === undefined) {
      throw new DecodeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    }
    nanoseconds += Math.trunc(Number(digits) * scale);
  }
  if (nanoseconds > maxNanoseconds) throw new DecodeError(`time: invalid duration ${JSON.stringify(text)}`);
  const milliseconds = nanoseconds / 1e6;
  return sign === "-" ? -milliseconds : milliseconds;
}

/** Go's `time.Duration` is a 64-bit count of nanoseconds. */
const maxNanoseconds = 2 ** 63;

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
