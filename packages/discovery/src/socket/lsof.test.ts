import { expect, test } from "vitest";
import { parseLsofNames } from "./lsof.ts";

test("parseLsofNames() gives the paths of sockets and leaves out peers without one", () => {
  const output =
    "p4242\nf3\nn->0x1234\nf5\nn/run/my plugins/group\nf6\nn/run/x type=STREAM (LISTEN)\nf7\nn/run/y type=STREAM\n";
  expect(parseLsofNames(output)).toEqual(["/run/my plugins/group", "/run/x", "/run/y"]);
});
