import { expect, test } from "vitest";
import { formatFact, formatMetric } from "./value-format.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

test.for([
  ["1234567.891", "number", "1\u2009234\u2009567.89"],
  ["-0.001", "number", "0"],
  ["-12", "number", "−12"],
  ["12 apples", "number", "12 apples"],
  ["", "number", ""],
  ["2026-11-21T11:57:10.123456789Z", "datetime", "2 min ago"],
  ["2026-11-19T12:00:00+00:00", "datetime", "2 d ago"],
  ["2026-11-21T12:00:00Z", "datetime", "0 s ago"],
  ["2026-11-21T15:00:00Z", "datetime", "in 3 h"],
  ["soon", "datetime", "soon"],
  ["934512", "duration", "10 d 19 h"],
  ["3600", "duration", "1 h"],
  ["65", "duration", "1 min 5 s"],
  ["0.25", "duration", "0.25 s"],
  ["-90", "duration", "−1 min 30 s"],
  ["10.0.0.1", "ip", "10.0.0.1"],
  ["text", "", "text"],
] as const)("formatFact() reads %j as %j when it is shown: %j", ([value, dataType, text]) => {
  expect(formatFact(value, dataType, now)).toBe(text);
});

test.for([
  [0, "filesize", "0 B"],
  [1023, "filesize", "1\u2009023 B"],
  [1536, "filesize", "1.5 KiB"],
  [21.4e9, "filesize", "19.9 GiB"],
  [2 ** 70, "filesize", "1\u2009048\u2009576 PiB"],
  [37.456, "percent", "37.46 %"],
  [2.5, "integer", "3"],
  [Number.NaN, "", "–"],
] as const)("formatMetric() shows %d as %j when it is shown: %j", ([value, format, text]) => {
  expect(formatMetric(value, format)).toBe(text);
});
