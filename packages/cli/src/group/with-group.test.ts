import { LocalError } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { failureOf } from "../failure.ts";
import { withClosestId, withSetTime } from "./with-group.ts";

const kept = { inspectGroups: async () => ["web", "worker"].map((id) => ({ id, properties: null })) };
const mute = { inspectGroups: () => Promise.reject(new Error("gone")) };
const usual = "infrakit group ls lists the groups that are watched";

test.for([
  ["an id is misspelt", "Group 'wbe' is not being watched", "wbe", kept, 'did you mean "web"?'],
  ["the sentence is that of a size", "group wrker not found", "wrker", kept, 'did you mean "worker"?'],
  ["nothing is close", "Group 'database' is not being watched", "database", kept, usual],
  ["the groups cannot be listed", "Group 'wbe' is not being watched", "wbe", mute, usual],
] as const)("withClosestId() advises when %s", async ([, message, id, group, hint]) => {
  const failure = failureOf(await withClosestId(new Error(message), group, id));
  expect(failure).toEqual({ code: "group_not_found", message, hint, exitCode: 3 });
});

test("withClosestId() leaves other errors as they are", async () => {
  const error = new Error("else");
  expect(await withClosestId(error, kept, "wbe")).toBe(error);
});

test.for([
  ["it is set", { INFRAKIT_CLIENT_TIMEOUT: "500ms" }, "500ms"],
  ["it is not set", {}, "15s"],
] as const)("withSetTime() tells which part of a wait was set when %s", ([, env, set]) => {
  const message = "no answer within this and 2s";
  expect(failureOf(withSetTime(new LocalError("deadline_exceeded", message), env))).toEqual({
    code: "deadline_exceeded",
    message,
    hint: `INFRAKIT_CLIENT_TIMEOUT is ${set}, and a group plugin has 2s more to name whom it waits for; a longer one may help`,
    exitCode: 1,
  });
});

test("withSetTime() leaves other errors as they are", () => {
  const error = new LocalError("connection_lost", "else");
  expect(withSetTime(error, {})).toBe(error);
});
