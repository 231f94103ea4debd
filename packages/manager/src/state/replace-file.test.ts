import { expect, test } from "vitest";
import { isUnfinished, unfinishedName } from "./replace-file.ts";

test("unfinishedName() is hidden and another each time when it is asked twice for a file", () => {
  const [first, second] = [unfinishedName("web.record"), unfinishedName("web.record")];
  expect(first).toMatch(/^\.web\.record\.[0-9a-f]{12}\.tmp$/);
  expect(first).not.toBe(second);
});

test.for<readonly [name: string, isOurs: boolean]>([
  [".web.record.0123456789ab.tmp", true],
  [".a\nb.0123456789ab.tmp", true],
  ["web.record", false],
  ["web.record.0123456789ab.tmp", false],
  [".web.record.tmp", false],
  [".0123456789ab.tmp", false],
  [".web.record.0123456789ab.tmp.bak", false],
])("isUnfinished() tells what a crash has left when a file is called %j: %s", ([name, isOurs]) => {
  expect(isUnfinished(name)).toBe(isOurs);
});
