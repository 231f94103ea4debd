import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareTimes, isTime, laterTime, zeroTime } from "./time.ts";

test.for([
  ["seconds in UTC", "2026-01-31T12:00:00Z", true],
  ["Go's zero", zeroTime, true],
  ["nanoseconds", "2026-01-31T12:00:00.123456789Z", true],
  ["more digits than Go keeps", "2026-01-31T12:00:00.1234567890123Z", true],
  ["an offset", "2026-01-31T12:00:00+05:30", true],
  ["a leap day", "2024-02-29T00:00:00Z", true],
  ["a leap day of a century", "2000-02-29T00:00:00Z", true],
  ["no leap day of a century", "1900-02-29T00:00:00Z", false],
  ["the 30th of February", "2026-02-30T00:00:00Z", false],
  ["the 31st of April", "2026-04-31T00:00:00Z", false],
  ["day 0", "2026-04-00T00:00:00Z", false],
  ["month 13", "2026-13-01T00:00:00Z", false],
  ["hour 24", "2026-01-01T24:00:00Z", false],
  ["a leap second", "2026-06-30T23:59:60Z", false],
  ["two zones, as Scope's README has it", "2016-07-20T15:51:05Z01:00", false],
  ["no zone", "2026-01-31T12:00:00", false],
  ["a space for the T", "2026-01-31 12:00:00Z", false],
  ["small letters", "2026-01-31t12:00:00z", false],
  ["a comma", "2026-01-31T12:00:00,5Z", false],
  ["a point without digits", "2026-01-31T12:00:00.Z", false],
  ["an offset of 24 hours", "2026-01-31T12:00:00+24:00", false],
  ["five digits of a year", "12026-01-31T12:00:00Z", false],
  ["a line break behind it", "2026-01-31T12:00:00Z\n", false],
  ["nothing", "", false],
] as const)("isTime() tells times of RFC 3339 when given %s", ([, text, expected]) => {
  expect(isTime(text)).toBe(expected);
});

describe("compareTimes()", () => {
  test.for([
    ["the same text", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", 0],
    ["the next second", "2026-01-31T12:00:00Z", "2026-01-31T12:00:01Z", -1],
    ["the next nanosecond", "2026-01-31T12:00:00.000000001Z", "2026-01-31T12:00:00.000000002Z", -1],
    ["the next nanosecond, of other lengths", "2026-01-31T12:00:00.1Z", "2026-01-31T12:00:00.100000001Z", -1],
    ["zeros at the end", "2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z", 0],
    ["a fraction and none", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z", 0],
    ["one instant in two zones", "2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00Z", 0],
    ["one instant on two days", "2026-02-01T01:00:00+05:30", "2026-01-31T19:30:00Z", 0],
    ["one instant of two offsets", "2026-01-31T14:00:00+02:00", "2026-01-31T09:00:00-03:00", 0],
    ["an earlier text that is later", "2026-01-31T11:00:00-02:00", "2026-01-31T12:00:00Z", 1],
    ["year 1 and now", zeroTime, "2026-01-31T12:00:00.5Z", -1],
    ["year 1 and year 0", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00.0Z", -1],
    ["what is no time", "yesterday", zeroTime, -1],
  ] as const)("finds the order of instants when given %s", ([, a, b, expected]) => {
    expect(Math.sign(compareTimes(a, b))).toBe(expected);
    expect(Math.sign(compareTimes(b, a))).toBe(0 - expected);
  });

  /** Nanoseconds since 1970, and one way to write them. */
  const instant = fc
    .record({
      seconds: fc.integer({ min: 1_700_000_000, max: 1_700_000_003 }),
      nanoseconds: fc.constantFrom(0, 1, 10, 500_000_000, 999_999_999),
      offsetMinutes: fc.integer({ min: -90, max: 90 }),
      isShort: fc.boolean(),
    })
    .map(({ seconds, nanoseconds, offsetMinutes, isShort }) => {
      const digits = String(nanoseconds).padStart(9, "0");
      const fraction = `.${isShort ? digits.replace(/0+$/, "") : digits}`.replace(/\.$/, "");
      const local = new Date((seconds + offsetMinutes * 60) * 1000).toISOString().slice(0, 19);
      const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
      const zone = `${offsetMinutes < 0 ? "-" : "+"}0${hours}:${String(minutes).padStart(2, "0")}`;
      const text = `${local}${fraction}${offsetMinutes === 0 ? "Z" : zone}`;
      return { text, exact: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds) };
    });

  test("agrees with nanoseconds as integers when times are made at random", () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(isTime(a.text)).toBe(true);
        const expected = a.exact < b.exact ? -1 : Number(a.exact > b.exact);
        expect(Math.sign(compareTimes(a.text, b.text))).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("laterTime() returns the first when both are one instant", () => {
  expect(laterTime("2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00Z")).toBe("2026-01-31T14:00:00+02:00");
});
