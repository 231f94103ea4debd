import { expect, test } from "vitest";
import { CallGate, type GatedCall, maxWaitingCalls } from "./call-gate.ts";

/** Calls that write their names down when they start. */
function namedCalls(...names: readonly string[]) {
  const started: string[] = [];
  const calls = names.map((name): GatedCall => ({ start: () => void started.push(name) }));
  return { started, calls };
}

test("enter() starts calls in their order when those before them leave", () => {
  const gate = new CallGate(2);
  const { started, calls } = namedCalls("a", "b", "c", "d");
  for (const call of calls) gate.enter(call);
  expect(started).toEqual(["a", "b"]);
  gate.leave();
  expect(started).toEqual(["a", "b", "c"]);
  gate.leave();
  gate.leave();
  gate.leave();
  gate.leave();
  gate.enter({ start: () => started.push("e") });
  expect(started).toEqual(["a", "b", "c", "d", "e"]);
});

test("takeBack() takes a call back when it is still waiting, and not when it was started", () => {
  const gate = new CallGate(1);
  const { started, calls } = namedCalls("a", "b", "c");
  const [first, second] = calls as [GatedCall, GatedCall];
  for (const call of calls) gate.enter(call);
  expect([gate.takeBack(first), gate.takeBack(second), gate.takeBack(second)]).toEqual([false, true, false]);
  gate.leave();
  expect(started).toEqual(["a", "c"]);
});

test("enter() refuses a call when too many are waiting", () => {
  const gate = new CallGate(1);
  for (let call = 0; call <= maxWaitingCalls; call++) gate.enter({ start: () => undefined });
  expect(() => gate.enter({ start: () => undefined })).toThrow(
    expect.objectContaining({ code: "plugin_unreachable" }),
  );
});

test("moveTo() lets those who wait go on at the other gate, in their order, when it has room", () => {
  const gate = new CallGate(1);
  const other = new CallGate(2);
  const { started, calls } = namedCalls("a", "b", "c", "d", "e");
  for (const call of calls) gate.enter(call);
  gate.moveTo(other);
  expect(started).toEqual(["a", "b", "c"]);
  expect(calls.map((call) => other.takeBack(call))).toEqual([false, false, false, true, true]);
  gate.leave();
  gate.enter({ start: () => started.push("f") });
  expect(started).toEqual(["a", "b", "c", "f"]);
});
