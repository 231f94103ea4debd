/** What Scope takes a missing time for: the first second of year 1, Go's zero. */
export const zeroTime = "0001-01-01T00:00:00Z";

const rfc3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Whether a text is a time of RFC 3339: with a zone, of a day that exists, no leap second, as Go takes them. */
export function isTime(text: string): boolean {
  if (!rfc3339.test(text)) return false;
  const day = Number(text.slice(8, 10));
  return day >= 1 && (day <= 28 || day <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7))));
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * Which of two times is earlier: negative if the first is. Exact to the last digit, whatever their zones: 14:00+02:00
 * is 12:00Z. What is no time is before all times.
 */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  // Of one form, the order of the texts is that of the times.
  if (a.length === b.length && a.at(-1) === "Z" && b.at(-1) === "Z") return a < b ? -1 : 1;
  const [left, right] = [instantOf(a), instantOf(b)];
  if (left.seconds !== right.seconds) return left.seconds - right.seconds;
  if (left.fraction === right.fraction) return 0;
  return left.fraction < right.fraction ? -1 : 1;
}

/** The later of two times; the first if they are the same instant. */
export function laterTime(a: string, b: string): string {
  return compareTimes(b, a) > 0 ? b : a;
}

function instantOf(text: string): { readonly seconds: number; readonly fraction: string } {
  const parts = isTime(text) ? rfc3339.exec(text) : null;
  if (parts === null) return { seconds: Number.MIN_SAFE_INTEGER, fraction: "" };
  const [, fraction = "", sign, hours = "0", minutes = "0"] = parts;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60;
  const seconds = Date.parse(`${text.slice(0, 19)}Z`) / 1000;
  // The order of digits behind a point is that of the numbers, once zeros at the end are gone.
  return {
    seconds: sign === "-" ? seconds + offset : seconds - offset,
    fraction: fraction.replace(/0+$/, ""),
  };
}
