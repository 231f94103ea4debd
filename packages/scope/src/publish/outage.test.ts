import { expect, test } from "vitest";
import { Outage } from "./outage.ts";

test("Outage tells of each reason once, and of the end once when there was one", () => {
  const told: string[] = [];
  const outage = new Outage('publish to "app"', (message) => told.push(message));
  outage.end();
  for (const why of ["a", "a", "b", "b", "a"]) outage.begin(new Error(why));
  outage.end();
  outage.end();
  expect(told).toEqual([
    'Cannot publish to "app": a; it is tried again',
    'Cannot publish to "app": b; it is tried again',
    'Cannot publish to "app": a; it is tried again',
    'It works again to publish to "app"',
  ]);
});

test.for([
  {
    name: "several addresses fail",
    error: new AggregateError([new Error("refused ::1"), new Error("refused 127.0.0.1")]),
    says: "refused ::1; refused 127.0.0.1",
  },
  {
    name: "a time is up",
    error: new DOMException("The operation was aborted due to timeout", "TimeoutError"),
    says: "it does not answer in time",
  },
  { name: "anything is thrown", error: "x", says: "x" },
])("Outage.begin() says why when $name", ({ error, says }) => {
  const told: string[] = [];
  new Outage("x", (message) => told.push(message)).begin(error);
  expect(told).toEqual([`Cannot x: ${says}; it is tried again`]);
});
