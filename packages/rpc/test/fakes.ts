import type { FlavorPlugin, GroupPlugin, InstanceChange, InstancePlugin } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";

/** A call that reached a plugin: the method and its arguments, without options. */
export type Call = readonly [method: string, ...args: unknown[]];

/** What nobody may touch: a 64-bit integer, names out of order, a fraction that is none, HTML. */
export const opaque: RawJson = RawJson.fromText('{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}');

/** An instance as Go's simulator describes one. */
export const described: InstanceDescription = {
  id: "1795209284094515397",
  logicalId: "l1",
  tags: { a: "1", b: "2", simulator: "simulator" },
  properties: opaque,
};

/** An instance plugin that remembers what it was asked and answers what never changes. */
export function fakeInstance(calls: Call[] = []): InstancePlugin {
  return {
    async validate(properties) {
      calls.push(["validate", properties]);
      if (properties?.text === '"bad"') throw new Error("bad properties: <x> & y");
    },
    async provision(spec) {
      calls.push(["provision", spec]);
      return "1795209284094515397";
    },
    async label(id, labels) {
      calls.push(["label", id, labels]);
    },
    async destroy(id, reason) {
      calls.push(["destroy", id, reason]);
      if (id === "nope") throw new Error("not found nope");
    },
    async describeInstances(query) {
      calls.push(["describeInstances", query]);
      return "none" in query.tags
        ? []
        : [described, { id: "2", logicalId: null, tags: {}, properties: null }];
    },
  };
}

/** The same with hints. */
export function fakeChangingInstance(changes: () => AsyncIterable<InstanceChange>): InstancePlugin {
  return { ...fakeInstance(), changes };
}

/** A flavor plugin like {@link fakeInstance}. */
export function fakeFlavor(calls: Call[] = []): FlavorPlugin {
  return {
    async validate(properties, allocation) {
      calls.push(["validate", properties, allocation]);
    },
    async prepare(request) {
      calls.push(["prepare", request]);
      return { ...request.spec, tags: { ...request.spec.tags, t: "w" }, init: "echo hi" };
    },
    async healthy(properties, instance) {
      calls.push(["healthy", properties, instance]);
      return instance.id === "sick" ? "unhealthy" : instance.id === "new" ? "unknown" : "healthy";
    },
    async drain(properties, instance) {
      calls.push(["drain", properties, instance]);
    },
  };
}

/** A group plugin like {@link fakeInstance}. Group `w` is Go's: it has no status and no plan. */
export function fakeGroup(calls: Call[] = []): GroupPlugin {
  return {
    async commitGroup(spec, { pretend } = {}) {
      calls.push(["commitGroup", spec, pretend ?? false]);
      if (spec.id === "") throw new Error("Group ID must not be blank");
      const slots = [{ slot: "0", instance: null, action: "create", because: "the group is new" }] as const;
      return { details: "Managing 2 instances", plan: spec.id === "w" ? null : { slots } };
    },
    async freeGroup(id) {
      calls.push(["freeGroup", id]);
    },
    async describeGroup(id) {
      calls.push(["describeGroup", id]);
      if (id === "nope") throw new Error("Group 'nope' is not being watched");
      return { instances: [described], converged: true, status: id === "w" ? null : status };
    },
    async destroyGroup(id) {
      calls.push(["destroyGroup", id]);
    },
    async inspectGroups() {
      calls.push(["inspectGroups"]);
      return [
        { id: "w", properties: opaque },
        { id: "empty", properties: null },
      ];
    },
    async destroyInstances(id, instances) {
      calls.push(["destroyInstances", id, instances]);
    },
    async size(id) {
      calls.push(["size", id]);
      return 3;
    },
    async setSize(id, size) {
      calls.push(["setSize", id, size]);
    },
  };
}

/** A status with a value in every member. */
export const status = {
  phase: "progressing",
  reason: "1 of 2 instances is missing",
  commit: "yt3hn4ogfppfdsus7s6g7khams67bqdr",
  desired: 2,
  ready: 1,
  restarts: 3,
  slots: [
    { slot: "0", instance: "1795209284094515397", state: "healthy" },
    {
      slot: "1",
      instance: null,
      state: "missing",
      restarts: 1,
      lastLoss: { at: 1_795_209_284_000, instance: "1795209284094515398", reason: "exited with code 1" },
    },
  ],
  conditions: [],
  nextLookAt: 1_795_209_284_094,
} as const;
