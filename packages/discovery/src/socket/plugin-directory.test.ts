import { homedir } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { pluginDirectory } from "./plugin-directory.ts";

test.for([
  [
    "INFRAKIT_PLUGINS_DIR is set",
    { INFRAKIT_PLUGINS_DIR: "/run/p", INFRAKIT_HOME: "/h", HOME: "/u" },
    "/run/p",
  ],
  ["it is relative", { INFRAKIT_PLUGINS_DIR: "p" }, resolve("p")],
  ["only INFRAKIT_HOME is set", { INFRAKIT_HOME: "/h", HOME: "/u" }, "/h/plugins"],
  [
    "variables are empty",
    { INFRAKIT_PLUGINS_DIR: "", INFRAKIT_HOME: "", HOME: "/u" },
    "/u/.infrakit/plugins",
  ],
  ["nothing is set", {}, resolve(homedir(), ".infrakit/plugins")],
] as const)("pluginDirectory() gives the right directory when %s", ([, env, expected]) => {
  expect(pluginDirectory(env)).toBe(expected);
});
