import { expect, test } from "vitest";
import { planControls } from "./control.ts";
import { readWorld } from "./world.ts";

const controls = {
  "p~b": { human: "Stop", rank: 2, icon: "fa-stop", confirmation: "Really?" },
  "p~a": { human: "Start", rank: 1 },
  own: { human: "", rank: 2, probeId: "9" },
};

function idsOf(node: unknown): readonly string[] {
  const found = readWorld({ Host: { controls, nodes: { "vm;<host>": node } } }).nodesByKey.get(
    "Host|vm;<host>",
  );
  return found === undefined
    ? []
    : planControls(found).map(({ id, probeId, question }) => `${id} ${probeId} ${question}`);
}

const active = { active_controls: { value: "p~b;p~a;p~unknown;own" } };

test("planControls() orders by rank and asks a question when a node has controls", () => {
  expect(idsOf({ latest: { ...active, control_probe_id: { value: "7" } } })).toEqual([
    "p~a 7 Start on vm?",
    "own 9 own on vm?",
    "p~b 7 Really?",
  ]);
});

test("planControls() leaves out what nobody can be asked for when the node names no probe", () => {
  expect(idsOf({ latest: active })).toEqual(["own 9 own on vm?"]);
});

test("planControls() reads the older form when a node has only that, and leaves dead ones out", () => {
  const latestControls = { "p~a": { value: { dead: false } }, "p~b": { value: { dead: true } } };
  expect(idsOf({ latest: { control_probe_id: { value: "7" } }, latestControls })).toEqual([
    "p~a 7 Start on vm?",
  ]);
});
