import { LocalError } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { failureOf } from "../failure.ts";
import { changeGroup } from "./change-group.ts";

test.for<readonly [name: string, error: Error, code: string, message: string]>([
  [
    "another plugin does not listen",
    new Error('Cannot call "Flavor.Validate" at "/p/v": nobody listens there; is the plugin running?'),
    "plugin_unreachable",
    'Cannot scale group "web", which was not changed: Cannot call "Flavor.Validate" at "/p/v": nobody listens there; is the plugin running?',
  ],
  [
    "there is no other plugin",
    new Error("Failed to find Flavor plugin 'v':plugin not found:v"),
    "plugin_not_found",
    "Cannot scale group \"web\", which was not changed: Failed to find Flavor plugin 'v':plugin not found:v",
  ],
])("changeGroup() names the group and says that it was not changed when %s", async ([, error, ...told]) => {
  const failing = changeGroup({ id: "web", verb: "scale" }, () => Promise.reject(error));
  const caught: unknown = await failing.catch((caughtError: unknown) => caughtError);
  const { code, message, hint, exitCode } = failureOf(caught);
  expect([code, message]).toEqual(told);
  expect(hint).toContain("infrakit plugin ls shows");
  expect(exitCode).toBe(3);
});

test("changeGroup() says that the group was not changed when a question whether it may be got no answer", async () => {
  const why = 'Cannot call "Flavor.Validate" at "/p/v": no answer within 2s';
  const failing = changeGroup({ id: "web", verb: "commit" }, () => Promise.reject(new Error(why)));
  const { message, hint } = failureOf(await failing.catch((caught: unknown) => caught));
  expect(message).toBe(`Cannot commit group "web", which was not changed: ${why}`);
  expect(hint).toBe("infrakit plugin ls shows who answers");
});

test("changeGroup() leaves an error as it is when the change may have been made", async () => {
  const error = new LocalError("connection_lost", "the plugin hung up before it had answered");
  await expect(changeGroup({ id: "web", verb: "commit" }, () => Promise.reject(error))).rejects.toBe(error);
});
