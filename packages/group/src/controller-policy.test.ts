import { expect, test } from "vitest";
import { controllerPolicy, defaultControllerPolicy } from "./controller-policy.ts";

test("controllerPolicy() takes what is given, and the default for what is not, or is undefined", () => {
  expect(controllerPolicy()).toEqual(defaultControllerPolicy);
  const given = { pollIntervalMs: 1, maxParallel: 3, self: "a", createDeadlineMs: 2.5 };
  expect(controllerPolicy(given)).toEqual(given);
  // As settings come that are read from somewhere, and are not there.
  const absent = { maxParallel: undefined, pollIntervalMs: undefined } as object;
  expect(controllerPolicy(absent)).toEqual(defaultControllerPolicy);
});

test.for<readonly [name: string, value: unknown, advice: string]>([
  ["maxParallel", -1, "-1: give a whole number; 0 is no limit"],
  ["maxParallel", NaN, "NaN: give a whole number; 0 is no limit"],
  ["maxParallel", 1.5, "1.5: give a whole number; 0 is no limit"],
  ["maxParallel", "2", "2: give a whole number; 0 is no limit"],
  ["maxParallel", null, "null: give a whole number; 0 is no limit"],
  ["pollIntervalMs", 0, "0: give milliseconds, 1 or more"],
  ["pollIntervalMs", Infinity, "Infinity: give milliseconds, 1 or more"],
  ["createDeadlineMs", -5, "-5: give milliseconds, 1 or more"],
  ["self", 7, "7: give a logical id, or null if it runs on none"],
])("controllerPolicy() refuses %s when it is %s", ([name, value, advice]) => {
  expect(() => controllerPolicy({ [name]: value })).toThrow(`Cannot use policy.${name} ${advice}`);
});
