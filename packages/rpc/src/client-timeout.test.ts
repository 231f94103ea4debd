import { expect, test } from "vitest";
import { checkTimeout, clientTimeoutMs } from "./client-timeout.ts";

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

test.for<readonly [name: string, given: number, timeoutMs: number]>([
  ["within reason", 1_500, 1_500],
  ["longer than a timer holds", 2 ** 31, 2 ** 31 - 1],
  ["without end", Infinity, 2 ** 31 - 1],
])("checkTimeout() gives what a timer holds when the time is %s", ([, given, timeoutMs]) => {
  expect(checkTimeout(given)).toBe(timeoutMs);
});

test.for([0, -1, NaN])("checkTimeout() refuses %d", (given) => {
  const message = `Cannot use timeoutMs "${given}": it must be longer than nothing, in milliseconds`;
  expect(() => checkTimeout(given)).toThrow(new RangeError(message));
});
