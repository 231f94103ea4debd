import fc from "fast-check";
import { expect, test } from "vitest";
import { DecodeError } from "./decode-error.ts";
import { formatDuration, parseDuration } from "./duration.ts";

test.for<readonly [text: string, milliseconds: number]>([
  ["0", 0],
  ["-0", 0],
  ["+0", 0],
  ["0s", 0],
  ["-0s", 0],
  ["5s", 5_000],
  ["30s", 30_000],
  ["1478s", 1_478_000],
  ["-5s", -5_000],
  ["+5s", 5_000],
  ["5.0s", 5_000],
  ["5.6s", 5_600],
  ["5.s", 5_000],
  [".5s", 500],
  ["-.5s", -500],
  ["1.0s", 1_000],
  ["1.001s", 1_001],
  ["1.00s", 1_000],
  ["1.004s", 1_004],
  ["1.0040s", 1_004],
  ["100.00100s", 100_001],
  ["10ns", 0.000_01],
  ["11us", 0.011],
  ["12µs", 0.012],
  ["12μs", 0.012],
  ["13ms", 13],
  ["14s", 14_000],
  ["15m", 900_000],
  ["16h", 57_600_000],
  ["3h30m", 12_600_000],
  ["10.5s4m", 250_500],
  ["-2m3.4s", -123_400],
  ["1h2m3s4ms5us6ns", 3_723_004.005_006],
  ["39h9m14.425s", 140_954_425],
  ["52763797000ns", 52_763.797],
  ["0.3333333333333333333h", 1_200_000],
  ["0.100000000000000000000h", 360_000],
  ["1h15m30.918273645s", 4_530_918.273_645],
  ["-1.5h", -5_400_000],
  ["1.1ns", 0.000_001],
  ["0.9223372036854775807h", 3_320_413.933_267],
  ["0.9223372036854775809h", 3_320_413.933_267],
  ["9223372036854775807ns", 9_223_372_036_854.775],
  ["9223372036854775.807us", 9_223_372_036_854.775],
  ["-9223372036854775808ns", -9_223_372_036_854.775],
  ["000000000000000000000001s", 1_000],
])("parseDuration() gives milliseconds when the text is %s", ([text, milliseconds]) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.for<readonly [text: string, reason: string]>([
  ["", 'time: invalid duration ""'],
  ["3", 'time: missing unit in duration "3"'],
  ["3000", 'time: missing unit in duration "3000"'],
  ["1.", 'time: missing unit in duration "1."'],
  ["-", 'time: invalid duration "-"'],
  ["s", 'time: invalid duration "s"'],
  [".", 'time: invalid duration "."'],
  ["-.", 'time: invalid duration "-."'],
  [".s", 'time: invalid duration ".s"'],
  ["+.s", 'time: invalid duration "+.s"'],
  ["--1s", 'time: invalid duration "--1s"'],
  [" 1s", 'time: invalid duration " 1s"'],
  ["1s ", 'time: unknown unit "s " in duration "1s "'],
  ["1d", 'time: unknown unit "d" in duration "1d"'],
  ["1constructor", 'time: unknown unit "constructor" in duration "1constructor"'],
  ["1h-5m", 'time: unknown unit "h-" in duration "1h-5m"'],
  ["1..5s", 'time: missing unit in duration "1..5s"'],
  ["1s0", 'time: missing unit in duration "1s0"'],
  ["bogus", 'time: invalid duration "bogus"'],
  ["9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'],
  ["9223372036854775.808us", 'time: invalid duration "9223372036854775.808us"'],
  ["3000000h", 'time: invalid duration "3000000h"'],
  ["-9223372036854775809ns", 'time: invalid duration "-9223372036854775809ns"'],
])("parseDuration() refuses with Go's sentence when the text is %j", ([text, reason]) => {
  expect(() => parseDuration(text)).toThrow(new DecodeError(reason));
});

test("parseDuration() refuses at once when the text has a million digits", () => {
  expect(() => parseDuration(`${"9".repeat(1_000_000)}s`)).toThrow("time: invalid duration");
});

test.for<readonly [milliseconds: number, text: string]>([
  [0, "0s"],
  [0.000_001, "1ns"],
  [0.001_1, "1.1µs"],
  [2.2, "2.2ms"],
  [3_300, "3.3s"],
  [245_000, "4m5s"],
  [245_001, "4m5.001s"],
  [18_367_001, "5h6m7.001s"],
  [480_000.000_001, "8m0.000000001s"],
  [3_600_000, "1h0m0s"],
  [-5_400_000, "-1h30m0s"],
  [-0.5, "-500µs"],
])("formatDuration() writes as Go does when given %d", ([milliseconds, text]) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("parseDuration() gives back the duration when formatDuration() wrote it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanoseconds) => {
      const milliseconds = nanoseconds / 1e6;
      expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
    }),
  );
});
