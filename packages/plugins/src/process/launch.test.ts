import { expect, test } from "vitest";
import { environmentOf, type LaunchRequest, programOf } from "./launch.ts";

const request: LaunchRequest = {
  id: "0123456789abcdef0123",
  logicalId: null,
  tags: {},
  init: "",
  properties: { command: "server", args: ["-p", "$HOME; 'x'"], env: { A: "own" }, cwd: "" },
};

test("programOf() starts the program itself when there is no script", () => {
  expect(programOf(request)).toEqual({ command: "server", args: ["-p", "$HOME; 'x'"] });
});

test("programOf() hands script and program to a shell as arguments when there is a script", () => {
  const { command, args } = programOf({ ...request, init: "echo 'hi'" });
  expect(command).toBe("/bin/sh");
  expect(args.slice(2)).toEqual(["infrakit-init", "echo 'hi'", "server", "-p", "$HOME; 'x'"]);
});

test("environmentOf() puts the instance's variables over ours, and its names over all", () => {
  const inherited = { A: "ours", B: "ours", INFRAKIT_INSTANCE: "outer", INFRAKIT_LOGICAL_ID: "outer" };
  expect(environmentOf(request, inherited)).toEqual({ A: "own", B: "ours", INFRAKIT_INSTANCE: request.id });
  expect(environmentOf({ ...request, logicalId: "10.0.0.1" }, inherited)).toMatchObject({
    INFRAKIT_LOGICAL_ID: "10.0.0.1",
  });
  const tags = { "infrakit.group": "web", "infrakit.slot": "7-abcd1234" };
  expect(environmentOf({ ...request, tags }, { INFRAKIT_SLOT: "outer" })).toMatchObject({
    INFRAKIT_GROUP: "web",
    INFRAKIT_SLOT: "7",
  });
});
