import { expect, test } from "vitest";
import { clientTimeoutMs } from "./client-timeout.ts";

test.for<readonly [name: string, value: string | undefined, timeoutMs: number]>([
  ["not set", undefined, 15_000],
  ["empty", "", 15_000],
  ["a duration", "1m30s", 90_000],
  ["a fraction of a second", "1.5s", 1_500],
  ["longer than a timer holds", "10000h", 2 ** 31 - 1],
])("clientTimeoutMs() gives milliseconds when the variable is %s", ([, value, timeoutMs]) => {
  expect(clientTimeoutMs({ INFRAKIT_CLIENT_TIMEOUT: value })).toBe(timeoutMs);
});

test.for<readonly [value: string, why: string]>([
  ["15", 'time: missing unit in duration "15"'],
  ["soon", 'time: invalid duration "soon"'],
  ["0s", "it must be longer than nothing"],
  ["-1s", "it must be longer than nothing"],
])("clientTimeoutMs() says what to write when the variable is %j", ([value, why]) => {
  const message = `Cannot use INFRAKIT_CLIENT_TIMEOUT "${value}": ${why}; write a Go duration such as 15s or 1m30s`;
  expect(() => clientTimeoutMs({ INFRAKIT_CLIENT_TIMEOUT: value })).toThrow(
    expect.objectContaining({ message }),
  );
});
