import { opaque, status } from "./fakes.ts";
import { bareRoute, bareSpec, fullObject, fullRoute, fullSpec } from "./fakes-control.ts";
import type { Row } from "./spi-row.ts";

const metadata = { id: null, name: "mystack/web", tags: { o: "me" } };

const controllerRows: readonly Row[] = [
  {
    name: "Controller.Plan",
    call: ({ controller }) => controller.plan("enforce", fullSpec),
    gives: { object: fullObject, messages: ["Managing 1 instances"] },
    reaches: [["plan", "enforce", fullSpec]],
  },
  {
    name: "Controller.Commit of next to nothing",
    call: ({ controller }) => controller.commit("enforce", bareSpec),
    gives: { ...bareSpec, state: null },
    reaches: [["commit", "enforce", bareSpec]],
  },
  {
    name: "Controller.Commit that is refused",
    call: ({ controller }) => controller.commit("destroy", bareSpec),
    refuses: "Group 'w' is not being watched",
    reaches: [["commit", "destroy", bareSpec]],
  },
  {
    name: "Controller.Describe",
    call: ({ controller }) => controller.describe(null),
    gives: [fullObject, { ...bareSpec, state: null }],
    reaches: [["describe", null]],
  },
  {
    name: "Controller.Free",
    call: ({ controller }) => controller.free(metadata),
    gives: [],
    reaches: [["free", metadata]],
  },
];

const managerRows: readonly Row[] = [
  {
    name: "Manager.IsLeader",
    call: ({ manager }) => manager.isLeader(),
    gives: true,
    reaches: [["isLeader"]],
  },
  {
    name: "Manager.LeaderLocation",
    call: ({ manager }) => manager.leaderLocation(),
    gives: "http://localhost:24864",
    reaches: [["leaderLocation"]],
  },
  {
    name: "Manager.Specs",
    call: ({ manager }) => manager.specs(),
    gives: [fullSpec, bareSpec],
    reaches: [["specs"]],
  },
  {
    name: "Manager.Inspect that is refused",
    call: ({ manager }) => manager.inspect(),
    refuses: "not implemented -- coming soon",
    reaches: [["inspect"]],
  },
  {
    name: "Manager.Enforce",
    call: ({ manager }) => manager.enforce([fullSpec]),
    reaches: [["enforce", [fullSpec]]],
  },
  {
    name: "Manager.Terminate",
    call: ({ manager }) => manager.terminate([]),
    reaches: [["terminate", []]],
  },
];

const resourceSpec = { id: "r1", properties: opaque };

const resourceRows: readonly Row[] = [
  {
    name: "Resource.Commit that pretends",
    call: ({ resource }) => resource.commit(resourceSpec, { pretend: true }),
    gives: "would make r1",
    reaches: [["commit", resourceSpec, true]],
  },
  {
    name: "Resource.Destroy",
    call: ({ resource }) => resource.destroy(resourceSpec),
    gives: "ended r1",
    reaches: [["destroy", resourceSpec, false]],
  },
  {
    name: "Resource.DescribeResources",
    call: ({ resource }) => resource.describeResources(resourceSpec),
    gives: "r1 is there",
    reaches: [["describeResources", resourceSpec]],
  },
];

const healthCheck = { backendPort: 80, healthy: 2, unhealthy: 3, intervalMs: 10_000, timeoutMs: 0.000_001 };

const l4Rows: readonly Row[] = [
  { name: "L4.Name", call: ({ l4 }) => l4.name(), gives: "lb1", reaches: [["name"]] },
  { name: "L4.Routes", call: ({ l4 }) => l4.routes(), gives: [fullRoute, bareRoute], reaches: [["routes"]] },
  {
    name: "L4.Publish",
    call: ({ l4 }) => l4.publish(fullRoute),
    gives: "publish",
    reaches: [["publish", fullRoute]],
  },
  {
    name: "L4.Unpublish that is refused",
    call: ({ l4 }) => l4.unpublish(9999),
    refuses: "unknown port 9999",
    reaches: [["unpublish", 9999]],
  },
  {
    name: "L4.ConfigureHealthCheck",
    call: ({ l4 }) => l4.configureHealthCheck(healthCheck),
    gives: "healthcheck",
    reaches: [["configureHealthCheck", healthCheck]],
  },
  {
    name: "L4.RegisterBackends",
    call: ({ l4 }) => l4.registerBackends(["i1", "i2"]),
    gives: "ok",
    reaches: [["registerBackends", ["i1", "i2"]]],
  },
  {
    name: "L4.DeregisterBackends",
    call: ({ l4 }) => l4.deregisterBackends(["i1"]),
    gives: "ok",
    reaches: [["deregisterBackends", ["i1"]]],
  },
  { name: "L4.Backends", call: ({ l4 }) => l4.backends(), gives: [], reaches: [["backends"]] },
];

const rolloutRows: readonly Row[] = [
  {
    name: "Rollout.Status",
    call: ({ rollout }) => rollout.status("w"),
    gives: status,
    reaches: [["status", "w"]],
  },
  {
    name: "Rollout.Explain",
    call: ({ rollout }) => rollout.explain("w"),
    gives: ["create 1 instance", "wait for health"],
    reaches: [["explain", "w"]],
  },
  { name: "Rollout.Pause", call: ({ rollout }) => rollout.pause("w"), reaches: [["pause", "w"]] },
  { name: "Rollout.Resume", call: ({ rollout }) => rollout.resume("w"), reaches: [["resume", "w"]] },
  { name: "Rollout.Abort", call: ({ rollout }) => rollout.abort("w"), reaches: [["abort", "w"]] },
  { name: "Rollout.Rollback", call: ({ rollout }) => rollout.rollback("w"), reaches: [["rollback", "w"]] },
  { name: "Rollout.Promote", call: ({ rollout }) => rollout.promote("w"), reaches: [["promote", "w"]] },
  {
    name: "Rollout.Replace",
    call: ({ rollout }) => rollout.replace("w", ["a", "b"]),
    reaches: [["replace", "w", ["a", "b"]]],
  },
  {
    name: "Rollout.Replace that is refused",
    call: ({ rollout }) => rollout.replace("nope", []),
    refuses: "Group 'nope' is not being watched",
    reaches: [["replace", "nope", []]],
  },
];

/** Every method of plugins that control something other than groups, and of those that control groups further. */
export const controlRows: readonly Row[] = [
  ...controllerRows,
  ...managerRows,
  ...resourceRows,
  ...l4Rows,
  ...rolloutRows,
];
