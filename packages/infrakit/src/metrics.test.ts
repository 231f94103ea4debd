import type { GroupPhase, GroupStatus } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

const status: GroupStatus = {
  phase: "progressing",
  reason: "",
  commit: "v1",
  desired: 5,
  ready: 1,
  restarts: 4,
  slots: (["healthy", "unhealthy", "missing", "creating", "outdated"] as const).map((state, slot) => {
    return { slot: String(slot), instance: null, state };
  }),
  conditions: [],
  nextLookAt: null,
};

/** The lines of a text that begin so. */
const lines = (text: string, start: string): readonly string[] =>
  text.split("\n").filter((line) => line.startsWith(start));

test("format() tells where each group stands when it is asked", () => {
  const text = new Metrics(() => 0).format(
    [
      ["web", status],
      ["db", { ...status, phase: "converged", slots: [], desired: 0, ready: 0, restarts: 0 }],
    ],
    2,
  );
  expect(lines(text, "infrakit_groups_")).toEqual(["infrakit_groups_damaged 2"]);
  expect(lines(text, "infrakit_group_")).toEqual([
    'infrakit_group_desired{group="web"} 5',
    'infrakit_group_desired{group="db"} 0',
    'infrakit_group_ready{group="web"} 1',
    'infrakit_group_ready{group="db"} 0',
    'infrakit_group_pending{group="web"} 2',
    'infrakit_group_pending{group="db"} 0',
    'infrakit_group_failed{group="web"} 1',
    'infrakit_group_failed{group="db"} 0',
    'infrakit_group_converged{group="web"} 0',
    'infrakit_group_converged{group="db"} 1',
    'infrakit_group_restarts_total{group="web"} 4',
    'infrakit_group_restarts_total{group="db"} 0',
  ]);
});

test("onCall() measures every call, counts errors by outcome, and provisions apart", () => {
  const metrics = new Metrics(() => 0);
  const provision = { plugin: "p", method: "Instance.Provision" };
  metrics.onCall({ ...provision, seconds: 2, outcome: "done" });
  metrics.onCall({ ...provision, seconds: 0.25, outcome: "refused" });
  metrics.onCall({ plugin: "f", method: "Flavor.Healthy", seconds: 15, outcome: "unknown" });
  const text = metrics.format([], 0);
  expect(lines(text, "infrakit_rpc_seconds_count")).toEqual([
    'infrakit_rpc_seconds_count{plugin="p",method="Instance.Provision"} 2',
    'infrakit_rpc_seconds_count{plugin="f",method="Flavor.Healthy"} 1',
  ]);
  expect(lines(text, "infrakit_rpc_errors_total")).toEqual([
    'infrakit_rpc_errors_total{plugin="p",method="Instance.Provision",outcome="refused"} 1',
    'infrakit_rpc_errors_total{plugin="f",method="Flavor.Healthy",outcome="unknown"} 1',
  ]);
  expect(lines(text, "infrakit_provision_seconds_sum")).toEqual([
    'infrakit_provision_seconds_sum{plugin="p"} 2',
  ]);
});

test.for<readonly [why: string, phases: readonly (GroupPhase | null)[], measured: readonly number[]]>([
  ["it never had to", ["converged", "converged"], []],
  ["it has not yet", ["progressing", "stalled"], []],
  ["it has", ["progressing", "progressing", "converged"], [2]],
  ["it has twice", ["progressing", "converged", "progressing", "paused", "converged"], [1, 2]],
  ["its plugin was away meanwhile", ["progressing", "waiting", "converged"], [2]],
  ["its plugin was away when all was done", ["converged", "waiting", "converged"], []],
  ["it was destroyed", ["progressing", "destroying", null, "converged"], []],
  ["it was freed", ["progressing", null, "progressing", "converged"], [1]],
])("onChange() measures how long a group takes to converge when %s", ([, phases, measured]) => {
  let seconds = 0;
  const metrics = new Metrics(() => seconds * 1000);
  for (const phase of phases) {
    metrics.onChange({ id: "web", status: phase === null ? null : { ...status, phase } });
    seconds++;
  }
  const text = metrics.format([], 0);
  const sum = measured.reduce((total, each) => total + each, 0);
  expect([
    ...lines(text, "infrakit_reconcile_seconds_sum"),
    ...lines(text, "infrakit_reconcile_seconds_count"),
  ]).toEqual(
    measured.length === 0
      ? []
      : [`infrakit_reconcile_seconds_sum ${sum}`, `infrakit_reconcile_seconds_count ${measured.length}`],
  );
});
