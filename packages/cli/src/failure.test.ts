import { DecodeError, LocalError } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { badInput, CommandError, failureOf } from "./failure.ts";

test.for<readonly [error: unknown, code: string, exitCode: number]>([
  [new LocalError("plugin_not_found", "plugin not found:x"), "plugin_not_found", 3],
  [new LocalError("plugin_unreachable", "x"), "plugin_unreachable", 3],
  [new LocalError("state_locked", "x"), "state_locked", 1],
  [new LocalError("bad_name", "x"), "bad_name", 2],
  [new DecodeError("x"), "bad_input", 2],
  [badInput("x"), "bad_input", 2],
  [new CommandError("x", { code: "not_converged", exitCode: 4 }), "not_converged", 4],
  [new Error("Group 'web' is not being watched"), "group_not_found", 3],
  [new Error("Group web is not being watched"), "group_not_found", 3],
  [new Error("group web not found"), "group_not_found", 3],
  [new Error("group not found web"), "group_not_found", 3],
  [new Error("Failed to find Flavor plugin 'x':plugin not found:x"), "plugin_not_found", 3],
  [
    new Error('Cannot call "Flavor.Validate" at "/p/v": nobody listens there; is the plugin running?'),
    "plugin_unreachable",
    3,
  ],
  [
    new Error('Cannot call "Instance.Validate" at "/p/i": there is no such socket; is the plugin running?'),
    "plugin_unreachable",
    3,
  ],
  [new Error('Cannot call "Flavor.Validate" at "/p/v": no answer within 1s'), "failed", 1],
  [new Error("anything else"), "failed", 1],
  ["a string", "failed", 1],
])("failureOf() sorts %o as %s", ([error, code, exitCode]) => {
  expect(failureOf(error)).toMatchObject({ code, exitCode });
});
