import type { ControllerPlugin, L4Plugin, ManagerPlugin, ResourcePlugin, RolloutPlugin } from "@infrakit/spi";
import type { L4Route, Spec, SpecObject } from "@infrakit/spi/data";
import { absentList, absentMap, RawJson } from "@infrakit/spi/document";
import { type Call, opaque, status } from "./fakes.ts";

/** A spec with a value in every member. */
export const fullSpec: Spec = {
  kind: "group",
  version: "Group/0.1.1",
  metadata: { id: "web", name: "mystack/web", tags: { o: "me" } },
  template: "file:///web.tpl",
  properties: opaque,
  options: RawJson.fromText('{"PluginRetryInterval":"1s"}'),
  depends: [{ kind: "simulator/disk", name: "disk1", bind: { ip: "/Properties/ip" } }],
};

/** A spec that says next to nothing. */
export const bareSpec: Spec = {
  kind: "group",
  version: "",
  metadata: { id: null, name: "w", tags: absentMap },
  template: null,
  properties: null,
  options: null,
  depends: absentList,
};

export const fullObject: SpecObject = { ...fullSpec, state: opaque };
const bareObject: SpecObject = { ...bareSpec, state: null };

/** A controller that remembers what it was asked and answers what never changes. */
export function fakeController(calls: Call[] = []): ControllerPlugin {
  return {
    async plan(operation, spec) {
      calls.push(["plan", operation, spec]);
      return { object: { ...spec, state: opaque }, messages: ["Managing 1 instances"] };
    },
    async commit(operation, spec) {
      calls.push(["commit", operation, spec]);
      if (operation === "destroy") throw new Error("Group 'w' is not being watched");
      return { ...spec, state: null };
    },
    async describe(metadata) {
      calls.push(["describe", metadata]);
      return [fullObject, bareObject];
    },
    async free(metadata) {
      calls.push(["free", metadata]);
      return metadata === null ? absentList : [];
    },
  };
}

/** A manager that leads. */
export function fakeManager(calls: Call[] = []): ManagerPlugin {
  return {
    async isLeader() {
      calls.push(["isLeader"]);
      return true;
    },
    async leaderLocation() {
      calls.push(["leaderLocation"]);
      return "http://localhost:24864";
    },
    async specs() {
      calls.push(["specs"]);
      return [fullSpec, bareSpec];
    },
    async inspect() {
      calls.push(["inspect"]);
      throw new Error("not implemented -- coming soon");
    },
    async enforce(specs) {
      calls.push(["enforce", specs]);
    },
    async terminate(specs) {
      calls.push(["terminate", specs]);
    },
  };
}

/** A resource plugin that says what it would do, or does. */
export function fakeResource(calls: Call[] = []): ResourcePlugin {
  return {
    async commit(spec, { pretend } = {}) {
      calls.push(["commit", spec, pretend ?? false]);
      return pretend === true ? "would make r1" : "made r1";
    },
    async destroy(spec, { pretend } = {}) {
      calls.push(["destroy", spec, pretend ?? false]);
      return pretend === true ? "would end r1" : "ended r1";
    },
    async describeResources(spec) {
      calls.push(["describeResources", spec]);
      return "r1 is there";
    },
  };
}

/** A route with a value in every member. */
export const fullRoute: L4Route = {
  port: 80,
  protocol: "HTTP",
  loadBalancerPort: 443,
  loadBalancerProtocol: "HTTPS",
  certificate: "cert",
  healthMonitorPath: "/health",
};
export const bareRoute: L4Route = {
  ...fullRoute,
  loadBalancerProtocol: "TCP",
  certificate: null,
  healthMonitorPath: null,
};

/** A load balancer with two routes. */
export function fakeL4(calls: Call[] = []): L4Plugin {
  const change =
    (method: string, result: string) =>
    async (argument: unknown): Promise<string> => {
      calls.push([method, argument]);
      return result;
    };
  return {
    async name() {
      calls.push(["name"]);
      return "lb1";
    },
    async routes() {
      calls.push(["routes"]);
      return [fullRoute, bareRoute];
    },
    publish: change("publish", "publish"),
    async unpublish(port) {
      calls.push(["unpublish", port]);
      throw new Error(`unknown port ${port}`);
    },
    configureHealthCheck: change("configureHealthCheck", "healthcheck"),
    registerBackends: change("registerBackends", "ok"),
    deregisterBackends: change("deregisterBackends", "ok"),
    async backends() {
      calls.push(["backends"]);
      return [];
    },
  };
}

/** A rollout plugin that does as it is told. */
export function fakeRollout(calls: Call[] = []): RolloutPlugin {
  const command =
    (method: string) =>
    async (id: string): Promise<void> => {
      calls.push([method, id]);
    };
  return {
    async status(id) {
      calls.push(["status", id]);
      return status;
    },
    async explain(id) {
      calls.push(["explain", id]);
      return ["create 1 instance", "wait for health"];
    },
    pause: command("pause"),
    resume: command("resume"),
    abort: command("abort"),
    rollback: command("rollback"),
    promote: command("promote"),
    async replace(id, instances) {
      calls.push(["replace", id, instances]);
      if (id === "nope") throw new Error("Group 'nope' is not being watched");
    },
  };
}
