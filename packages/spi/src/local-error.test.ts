import { expect, test } from "vitest";
import { type FailedOutcome, LocalError, type LocalErrorCode, messageOf, outcomeOf } from "./local-error.ts";

test.for<readonly [code: LocalErrorCode, outcome: FailedOutcome]>([
  ["plugin_not_found", "refused"],
  ["plugin_unreachable", "refused"],
  ["peer_too_old", "refused"],
  ["interface_mismatch", "refused"],
  ["deadline_exceeded", "unknown"],
  ["connection_lost", "unknown"],
  ["bad_answer", "unknown"],
  ["aborted", "unknown"],
  ["answer_too_large", "unknown"],
  ["state_unwritable", "refused"],
])("outcomeOf() tells whether it may have been done when the code is %s", ([code, outcome]) => {
  expect(outcomeOf(new LocalError(code, "why"))).toBe(outcome);
});

test("outcomeOf() takes the plugin's word when it said no", () => {
  expect(outcomeOf(new Error("no"))).toBe("refused");
  expect(outcomeOf("no")).toBe("refused");
});

test("LocalError() keeps the cause when there is one", () => {
  const cause = new Error("why");
  expect(new LocalError("aborted", "gave up", { cause })).toMatchObject({ cause, name: "LocalError" });
});

test("messageOf() gives the text when anything was thrown", () => {
  expect(messageOf(new Error("why"))).toBe("why");
  expect(messageOf("why")).toBe("why");
});

test.for<readonly [name: string, thrown: unknown, text: string]>([
  ["an object without a prototype", Object.create(null), "[object Object]"],
  ["nothing", undefined, "undefined"],
  ["a symbol", Symbol("why"), "Symbol(why)"],
  ["an error whose message is no text", Object.assign(new Error(), { message: 404 }), "404"],
  [
    "an error whose message says nothing",
    Object.assign(new Error(), { message: Object.create(null) }),
    "[object Error]",
  ],
])("messageOf() gives a text when what was thrown is %s", ([, thrown, text]) => {
  expect(messageOf(thrown)).toBe(text);
});
