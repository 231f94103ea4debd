import { expect, test } from "vitest";
import { readInputs } from "./check-inputs.ts";

test.for([
  ["1ms", 1],
  ["1500.5ms", 1501],
  ["90s", 90_000],
  ["24h", 86_400_000],
] as const)("readInputs() gives a case its time when it is %s", async ([timeout, deadlineMs]) => {
  expect(await readInputs({ timeout })).toMatchObject({ deadlineMs });
});

test.for([
  ["soon", 'Cannot read --timeout "soon": '],
  ["0s", 'Cannot use --timeout "0s": a case may take from 1ms to 24h'],
  ["-1s", 'Cannot use --timeout "-1s": '],
  ["1us", 'Cannot use --timeout "1us": '],
  ["1000h", 'Cannot use --timeout "1000h": '],
] as const)("readInputs() refuses a time when it is %s", async ([timeout, why]) => {
  await expect(readInputs({ timeout })).rejects.toThrow(why);
});
