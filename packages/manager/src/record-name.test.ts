import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecordName, recordName } from "./record-name.ts";
import { isUnfinished, unfinishedName } from "./state/replace-file.ts";

/** The hash that a name carries, computed apart. */
const hash = (id: string): string =>
  createHash("sha256").update(Buffer.from(id, "utf16le")).digest("hex").slice(0, 32);

test.for<readonly [name: string, id: string, file: string]>([
  ["plain", "web-1.blue_x", "web-1.blue_x.record"],
  ["upper case", "Web", `Web~${hash("Web")}.record`],
  ["a path", "../x", `.._x~${hash("../x")}.record`],
  ["empty", "", `~${hash("")}.record`],
  ["100 long", "x".repeat(100), `${"x".repeat(100)}.record`],
  ["101 long", "x".repeat(101), `${"x".repeat(60)}~${hash("x".repeat(101))}.record`],
])("recordName() keeps what it can when the id is %s", ([, id, file]) => {
  expect(recordName(id)).toBe(file);
});

const anyId = fc.string({ unit: fc.constantFrom("a", "A", "~", "/", ".", "\ud800", "é", "0"), maxLength: 8 });

test("recordName() gives different names, whatever the case, when the ids differ", () => {
  fc.assert(
    fc.property(anyId, anyId, (a, b) => {
      fc.pre(a !== b);
      expect(recordName(a).toLowerCase()).not.toBe(recordName(b).toLowerCase());
    }),
  );
});

test("recordName() stays in the directory and within limits when the id is anything", () => {
  fc.assert(
    fc.property(fc.oneof(anyId, fc.string({ unit: "binary", maxLength: 300 })), (id) => {
      const name = recordName(id);
      expect(name).toMatch(/^[A-Za-z0-9._~-]{1,107}$/);
      expect(isRecordName(name)).toBe(true);
      expect(isUnfinished(name)).toBe(false);
      expect(isUnfinished(unfinishedName(name))).toBe(true);
      expect(isRecordName(unfinishedName(name))).toBe(false);
    }),
  );
});
