/** Texts of values as people read them; pure, so `now` is an argument. Texts that are no such value stay as they are. */

/** Shows a fact by the data type of its template: `number`, `datetime`, `duration`; others as they are. */
export function formatFact(value: string, dataType: string, now: number): string {
  switch (dataType) {
    case "number":
      return formatIfNumber(value, formatNumber);
    case "datetime":
      return formatAge(value, now);
    case "duration":
      return formatIfNumber(value, formatDuration);
    default:
      return value;
  }
}

/** Shows a measured value by the format of its template: `filesize`, `integer`, `percent`; others as a number. */
export function formatMetric(value: number, format: string): string {
  switch (format) {
    case "filesize":
      return formatBytes(value);
    case "integer":
      return formatNumber(Math.round(value));
    case "percent":
      return `${formatNumber(value)} %`;
    default:
      return formatNumber(value);
  }
}

/** `1 234 567.89`: two decimals, thin spaces between thousands, which no language mistakes for a decimal sign. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const [whole = "", decimals = ""] = Math.abs(value).toFixed(2).split(".");
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, "\u2009");
  const trimmed = decimals.replace(/0+$/, "");
  const sign = value < 0 && (whole !== "0" || trimmed !== "") ? "−" : "";
  return sign + grouped + (trimmed === "" ? "" : `.${trimmed}`);
}

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

function formatBytes(value: number): string {
  const power = Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10);
  const unit = Math.min(byteUnits.length - 1, power);
  const scaled = value / 1024 ** unit;
  const decimals = unit === 0 || Math.abs(scaled) >= 100 ? 0 : 1;
  return `${formatNumber(Number(scaled.toFixed(decimals)))} ${byteUnits[unit] ?? ""}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds as the two largest units: `2 d 3 h`, `1 min 5 s`, `0.25 s`. */
function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  const rest = Math.abs(seconds);
  if (rest >= day) return sign + twoUnits(rest, [day, "d"], [hour, "h"]);
  if (rest >= hour) return sign + twoUnits(rest, [hour, "h"], [minute, "min"]);
  if (rest >= minute) return sign + twoUnits(rest, [minute, "min"], [1, "s"]);
  return `${sign}${formatNumber(rest)} s`;
}

type Unit = readonly [seconds: number, name: string];

function twoUnits(seconds: number, [size, name]: Unit, [minorSize, minorName]: Unit): string {
  const major = Math.floor(seconds / size);
  const minor = Math.floor((seconds % size) / minorSize);
  return minor === 0 ? `${major} ${name}` : `${major} ${name} ${minor} ${minorName}`;
}

/** A time as its distance from now: `3 min ago`, `in 2 h`. */
function formatAge(value: string, now: number): string {
  const time = Date.parse(value);
  if (Number.isNaN(time)) return value;
  const seconds = Math.round((now - time) / 1000);
  const words = formatDuration(largestUnit(Math.abs(seconds)));
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

function largestUnit(seconds: number): number {
  const unit = [day, hour, minute, 1].find((size) => seconds >= size) ?? 1;
  return Math.floor(seconds / unit) * unit;
}

function formatIfNumber(value: string, format: (value: number) => string): string {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? format(number) : value;
}
