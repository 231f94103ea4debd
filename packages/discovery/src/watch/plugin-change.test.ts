import { expect, test } from "vitest";
import type { PluginEndpoint } from "../socket/index.ts";
import { planChanges } from "./plugin-change.ts";

/** `a1` is plugin `a` with identity `1`. */
function endpoints(text: string): readonly PluginEndpoint[] {
  const words = text.split(" ").filter((word) => word !== "");
  return words.map((word) => ({
    name: word.charAt(0),
    path: `/plugins/${word.charAt(0)}`,
    address: `/plugins/${word.charAt(0)}`,
    identity: word.slice(1),
  }));
}

test.for([
  ["nothing is there", "", "", []],
  ["all is as it was", "a1 b1", "a1 b1", []],
  ["plugins came", "b1", "a1 b1 c1", ["added a1", "added c1"]],
  ["plugins went", "a1 b1 c1", "b1", ["removed a1", "removed c1"]],
  ["a plugin was made anew", "a1 b1", "a1 b2", ["replaced b2"]],
  ["all of it at once", "a1 b1 c1", "b2 c1 d1", ["removed a1", "replaced b2", "added d1"]],
] as const)("planChanges() tells what to tell when %s", ([, known, observed, expected]) => {
  const changes = planChanges(endpoints(known), endpoints(observed));
  expect(changes.map(({ kind, endpoint }) => `${kind} ${endpoint.name}${endpoint.identity}`)).toEqual(
    expected,
  );
});

test("planChanges() tells of a replacement when a listen file took the place of a socket", () => {
  const [known] = endpoints("a1");
  const observed = { ...known!, path: "/plugins/a.listen", address: "tcp://127.0.0.1:1" };
  expect(planChanges([known!], [observed])).toEqual([{ kind: "replaced", endpoint: observed }]);
});
