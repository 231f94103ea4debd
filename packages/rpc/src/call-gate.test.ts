import { expect, test } from "vitest";
import { CallGate, maxWaitingCalls } from "./call-gate.ts";

test("enter() starts calls in their order when those before them leave", () => {
  const gate = new CallGate(2);
  const started: string[] = [];
  for (const name of ["a", "b", "c", "d"]) gate.enter(() => started.push(name));
  expect(started).toEqual(["a", "b"]);
  gate.leave();
  expect(started).toEqual(["a", "b", "c"]);
  gate.leave();
  gate.leave();
  gate.leave();
  gate.leave();
  gate.enter(() => started.push("e"));
  expect(started).toEqual(["a", "b", "c", "d", "e"]);
});

test("enter() lets a call be taken back when it is still waiting, and not when it was started", () => {
  const gate = new CallGate(1);
  const started: string[] = [];
  const takeBackFirst = gate.enter(() => started.push("first"));
  const takeBackSecond = gate.enter(() => started.push("second"));
  gate.enter(() => started.push("third"));
  expect([takeBackFirst(), takeBackSecond(), takeBackSecond()]).toEqual([false, true, false]);
  gate.leave();
  expect(started).toEqual(["first", "third"]);
});

test("enter() refuses a call when too many are waiting", () => {
  const gate = new CallGate(1);
  for (let call = 0; call <= maxWaitingCalls; call++) gate.enter(() => undefined);
  expect(() => gate.enter(() => undefined)).toThrow(expect.objectContaining({ code: "plugin_unreachable" }));
});

test("moveTo() lets those who wait go on at the other gate, in their order, when it has room", () => {
  const gate = new CallGate(1);
  const other = new CallGate(2);
  const started: string[] = [];
  gate.enter(() => started.push("a"));
  const takeBacks = ["b", "c", "d", "e"].map((name) => gate.enter(() => started.push(name)));
  gate.moveTo(other);
  expect(started).toEqual(["a", "b", "c"]);
  expect(takeBacks.map((takeBack) => takeBack())).toEqual([false, false, true, true]);
  gate.leave();
  gate.enter(() => started.push("f"));
  expect(started).toEqual(["a", "b", "c", "f"]);
});
