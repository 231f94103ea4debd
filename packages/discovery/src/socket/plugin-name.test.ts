import { LocalError } from "@infrakit/spi";
import { expect, test } from "vitest";
import { checkPluginName } from "./plugin-name.ts";

test.for([
  ["empty", ""],
  ["the directory", "."],
  ["its parent", ".."],
  ["a path out", "../group"],
  ["a path in", "group/x"],
  ["absolute", "/etc/passwd"],
  ["hidden", ".group"],
  ["cut by NUL", "group\0x"],
  ["a pid file", "group.pid"],
  ["a listen file", "group.listen"],
] as const)("checkPluginName() refuses a name when it is %s", ([, name]) => {
  expect(() => checkPluginName(name)).toThrow(LocalError);
  expect(() => checkPluginName(name)).toThrow(`Cannot use plugin name ${JSON.stringify(name)}: `);
});

test.for(["group", "group-stateless", "a..b", "x.sock", "with space", "größe", "-", "a.listen.b", "pid"])(
  "checkPluginName() accepts %j",
  (name) => {
    expect(() => checkPluginName(name)).not.toThrow();
  },
);
