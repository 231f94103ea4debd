import { expect, test } from "vitest";
import { codeOf, reasonOf } from "./error-code.ts";

const systemError = (code: unknown): Error => Object.assign(new Error("it failed"), { code });

test.for<readonly [name: string, error: unknown, code: string | undefined]>([
  ["the system's", systemError("ENOSPC"), "ENOSPC"],
  ["without a code", new Error("x"), undefined],
  ["with a number as its code", systemError(13), undefined],
  ["not an error", { code: "ENOSPC" }, undefined],
])("codeOf() gives the system's word when an error is %s", ([, error, code]) => {
  expect(codeOf(error)).toBe(code);
});

test.for<readonly [code: string, reason: string]>([
  ["ENOSPC", "it failed; make room on that file system; what was saved before is intact"],
  ["EROFS", "it failed; make it writable for the user who runs this"],
  ["ENOTDIR", "it failed; choose a path whose parts are directories"],
  ["EIO", "it failed"],
])("reasonOf() says what to do about %s when we know", ([code, reason]) => {
  expect(reasonOf(systemError(code))).toBe(reason);
});
