import { expect, test } from "vitest";
import { maxSocketPathBytes, socketPath } from "./socket-path.ts";

/** A directory whose path with `/group` has so many bytes. */
function directoryFor(bytes: number): string {
  return `/${"d".repeat(bytes - "//group".length)}`;
}

test.for([103, 104, 107])("socketPath() joins when the path has %i bytes", (bytes) => {
  if (bytes > maxSocketPathBytes) return;
  expect(socketPath(directoryFor(bytes), "group")).toBe(`${directoryFor(bytes)}/group`);
});

test("socketPath() says how long it is and what to do when the path has 108 bytes", () => {
  expect(() => socketPath(directoryFor(108), "group")).toThrow(
    `it has 108 bytes and the system takes ${maxSocketPathBytes}; choose a shorter INFRAKIT_PLUGINS_DIR or plugin name`,
  );
});

test("socketPath() counts bytes, not characters", () => {
  expect(() => socketPath("/p", "ä".repeat(53))).toThrow("it has 109 bytes");
});

test("socketPath() refuses when the name leads out of the directory", () => {
  expect(() => socketPath("/p", "../x")).toThrow('Cannot use plugin name "../x"');
});
