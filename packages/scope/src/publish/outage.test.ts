import { errors } from "undici";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outage } from "./outage.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const steadyMs = 1000;

function open(): { readonly outage: Outage; readonly told: string[] } {
  const told: string[] = [];
  return { outage: new Outage('publish to "app"', steadyMs, (message) => told.push(message)), told };
}

test("Outage tells of each reason once, and of the end once when nothing has failed for a while", () => {
  const { outage, told } = open();
  outage.end();
  vi.advanceTimersByTime(steadyMs);
  for (const why of ["a", "a", "b", "b", "a"]) outage.begin(new Error(why));
  for (let second = 0; second < 3; second++) {
    outage.end();
    vi.advanceTimersByTime(steadyMs);
  }
  outage.begin(new Error("a"));
  expect(told).toEqual([
    'Cannot publish to "app": a; it is tried again',
    'Cannot publish to "app": b; it is tried again',
    'It works again to publish to "app"',
    'Cannot publish to "app": a; it is tried again',
  ]);
});

test("Outage tells of an app once when that works for a moment again and again", () => {
  const { outage, told } = open();
  for (let round = 0; round < 10; round++) {
    outage.begin(new Error("cut"));
    outage.end();
    vi.advanceTimersByTime(steadyMs - 1);
  }
  expect(told).toEqual(['Cannot publish to "app": cut; it is tried again']);
});

test("Outage tells of 16 reasons when each failure has another one", () => {
  const { outage, told } = open();
  for (let port = 0; port < 100; port++) outage.begin(new Error(`port ${port}`));
  expect(told).toHaveLength(16);
});

test("Outage tells nothing more when it is closed", () => {
  const { outage, told } = open();
  outage.begin(new Error("cut"));
  outage.end();
  outage.close();
  vi.advanceTimersByTime(steadyMs);
  expect(told).toHaveLength(1);
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
  {
    name: "a connection takes too long",
    error: new errors.ConnectTimeoutError("Connect Timeout Error (attempted address: app:4040)"),
    says: "it does not answer in time",
  },
  { name: "anything is thrown", error: "x", says: "x" },
])("Outage.begin() says why when $name", ({ error, says }) => {
  const { outage, told } = open();
  outage.begin(error);
  expect(told).toEqual([`Cannot publish to "app": ${says}; it is tried again`]);
});
