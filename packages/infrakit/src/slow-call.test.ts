import { expect, test } from "vitest";
import {
  explainSlowCalls,
  type OpenCall,
  slowCalls,
  slowCallsFromWire,
  slowCallsToWire,
} from "./slow-call.ts";

function openCall(startedAt: number, about = ""): OpenCall {
  return { plugin: "sim", method: "Instance.Destroy", about, startedAt };
}

test("slowCalls() tells those that last for a while, the longest first", () => {
  const calls = slowCalls([openCall(900, "i-2"), openCall(0, "i-1"), openCall(801, "i-3")], 1000);
  expect(calls).toEqual([{ plugin: "sim", method: "Instance.Destroy", about: "i-1", tookMs: 1000 }]);
  expect(slowCalls([openCall(900, "i-2"), openCall(0, "i-1")], 1100).map(({ about }) => about)).toEqual([
    "i-1",
    "i-2",
  ]);
});

test.for([
  ["there is none", 0, ""],
  ["there is one", 1, 'plugin "sim" has not answered Instance.Destroy of i-0 for 1.5 s'],
  [
    "there are more than can be named",
    5,
    `${[0, 1, 2].map((at) => `plugin "sim" has not answered Instance.Destroy of i-${at} for 1.5 s`).join("; ")}; and 2 more`,
  ],
] as const)("explainSlowCalls() names plugin, call and instance when %s", ([, count, words]) => {
  const open = Array.from({ length: count }, (_, at) => openCall(0, `i-${at}`));
  expect(explainSlowCalls(slowCalls(open, 1500))).toBe(words);
});

test("explainSlowCalls() names the call alone when it is about nothing", () => {
  expect(explainSlowCalls(slowCalls([openCall(0)], 2000))).toBe(
    'plugin "sim" has not answered Instance.Destroy for 2.0 s',
  );
});

test("slowCallsFromWire() reads what slowCallsToWire() has written", () => {
  const calls = slowCalls([openCall(0, "i-1"), openCall(5)], 1000);
  expect(slowCallsToWire(calls).text).toBe(
    '[{"Plugin":"sim","Method":"Instance.Destroy","About":"i-1","TookMs":1000},' +
      '{"Plugin":"sim","Method":"Instance.Destroy","About":"","TookMs":995}]',
  );
  expect(slowCallsFromWire(slowCallsToWire(calls))).toEqual(calls);
});
