import type { ControllerPlugin, L4Plugin, ManagerPlugin, ResourcePlugin } from "@infrakit/spi";
import type { L4Route, Spec, SpecObject } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { describe } from "vitest";
import { describeWrong } from "../../test/see-wrong.ts";
import { describeConformance } from "../vitest.ts";
import { controllerCases, type ControllerInputs, l4Cases, managerCases, resourceCases } from "./index.ts";

const spec: Spec = {
  kind: "pool",
  version: "",
  metadata: { id: null, name: "pool/web", tags: {} },
  template: null,
  properties: RawJson.fromText('{"a":1}'),
  options: null,
  depends: [],
};

function createController(): ControllerPlugin {
  const objects = new Map<string, SpecObject>();
  const matching = (metadata: Spec["metadata"] | null): readonly SpecObject[] =>
    [...objects.values()].filter((one) => metadata === null || one.metadata.name === metadata.name);
  return {
    plan: async (_operation, wanted) => ({ object: { ...wanted, state: null }, messages: ["Making it"] }),
    async commit(operation, wanted) {
      const object = { ...wanted, state: null };
      if (operation === "enforce") objects.set(wanted.metadata.name, object);
      else objects.delete(wanted.metadata.name);
      return object;
    },
    describe: async (metadata) => matching(metadata),
    async free(metadata) {
      const freed = matching(metadata);
      for (const one of freed) objects.delete(one.metadata.name);
      return freed;
    },
  };
}

function butController(
  wrong: (right: ControllerPlugin) => Partial<ControllerPlugin>,
): () => ControllerPlugin {
  return () => {
    const right = createController();
    return { ...right, ...wrong(right) };
  };
}

const wrongControllers: Readonly<Record<string, () => ControllerPlugin>> = {
  "a plan changes nothing": butController((right) => ({
    plan: async (operation, wanted) => {
      await right.commit(operation, wanted);
      return right.plan(operation, wanted);
    },
  })),
  "an object that is committed is described": butController((right) => ({
    describe: async (metadata) =>
      (await right.describe(metadata)).map((one) => ({ ...one, properties: null })),
  })),
  "a commit of the same spec makes no second object": butController((right) => {
    let commits = 0;
    return {
      commit: async (operation, wanted) => {
        commits++;
        return right.commit(operation, wanted);
      },
      describe: async (metadata) => {
        const found = await right.describe(metadata);
        return commits > 1 ? [...found, ...found] : found;
      },
    };
  }),
  "an object is described by its name": butController((right) => ({
    describe: async (metadata) => {
      const found = await right.describe(null);
      return metadata === null
        ? found
        : found.map((one) => ({ ...one, metadata: { ...metadata, name: "x" } }));
    },
  })),
  "an object that is destroyed is gone": butController((right) => ({
    commit: (_operation, wanted) => right.commit("enforce", wanted),
  })),
  "an object that is freed is forgotten, or free is refused": butController(() => ({ free: async () => [] })),
};

describe("controller", () => {
  const inputs: ControllerInputs = { spec };
  describeConformance("a controller", controllerCases, () => ({ plugin: createController(), inputs }));
  describeWrong(controllerCases, wrongControllers, inputs);
});

const routes = { port: 80, protocol: "HTTP", loadBalancerProtocol: "HTTP", certificate: null } as const;

function createL4(): L4Plugin {
  const published = new Map<number, L4Route>();
  const registered = new Set<string>();
  return {
    name: async () => "lb1",
    routes: async () => [...published.values()],
    publish: async (route) => {
      published.set(route.loadBalancerPort, route);
      return "publish";
    },
    unpublish: async (port) => {
      if (!published.delete(port)) throw new Error(`unknown port ${port}`);
      return "unpublish";
    },
    configureHealthCheck: async () => "healthcheck",
    registerBackends: async (ids) => {
      for (const id of ids) registered.add(id);
      return "ok";
    },
    deregisterBackends: async (ids) => {
      for (const id of ids) registered.delete(id);
      return "ok";
    },
    backends: async () => [...registered],
  };
}

function butL4(wrong: (right: L4Plugin) => Partial<L4Plugin>): () => L4Plugin {
  return () => {
    const right = createL4();
    return { ...right, ...wrong(right) };
  };
}

const wrongL4s: Readonly<Record<string, () => L4Plugin>> = {
  "it has a name": butL4(() => ({ name: async () => "" })),
  "a route that is published is listed as it was given": butL4((right) => ({
    routes: async () => (await right.routes()).map((route) => ({ ...route, ...routes })),
  })),
  "a route that is unpublished is gone, and no other": butL4((right) => ({
    unpublish: async () => {
      for (const route of await right.routes()) await right.unpublish(route.loadBalancerPort);
      return "all of them";
    },
  })),
  "an unknown port is refused": butL4(() => ({ unpublish: async () => "done" })),
  "backends can be registered and deregistered": butL4(() => ({ registerBackends: async () => "later" })),
  "a health check can be configured": butL4(() => ({
    configureHealthCheck: () => Promise.reject(new Error("wrong: no health checks")),
  })),
};

describe("l4", () => {
  const inputs = { ports: [47_001, 47_002], backends: ["i1", "i2"], healthCheck: true } as const;
  describeConformance("a load balancer", l4Cases, () => ({ plugin: createL4(), inputs }));
  describeWrong(l4Cases, wrongL4s, inputs);
});

function createResources(): ResourcePlugin {
  const made = new Set<string>();
  return {
    commit: async ({ id }, { pretend = false } = {}) => {
      if (!pretend) made.add(id);
      return "made";
    },
    destroy: async ({ id }, { pretend = false } = {}) => {
      if (!pretend) made.delete(id);
      return "destroyed";
    },
    describeResources: async ({ id }) => (made.has(id) ? `${id} is there` : `${id} is not there`),
  };
}

function butResources(wrong: (right: ResourcePlugin) => Partial<ResourcePlugin>): () => ResourcePlugin {
  return () => {
    const right = createResources();
    return { ...right, ...wrong(right) };
  };
}

const wrongResources: Readonly<Record<string, () => ResourcePlugin>> = {
  "a commit that pretends changes nothing": butResources((right) => ({ commit: (one) => right.commit(one) })),
  "a resource that is committed is described": butResources(() => ({ describeResources: async () => "" })),
  "a commit of the same spec changes nothing": butResources((right) => {
    let commits = 0;
    return {
      commit: (one) => {
        commits++;
        return right.commit(one);
      },
      describeResources: async (one) => `${await right.describeResources(one)} ${commits} times`,
    };
  }),
  "a destroy that pretends changes nothing": butResources((right) => ({
    destroy: (one) => right.destroy(one),
  })),
  "a resource that is destroyed is gone": butResources(() => ({ destroy: async () => "destroyed" })),
};

describe("resource", () => {
  const inputs = { properties: null };
  describeConformance("resources", resourceCases, () => ({ plugin: createResources(), inputs }));
  describeWrong(resourceCases, wrongResources, inputs);
});

function createManager(): ManagerPlugin {
  return {
    isLeader: async () => true,
    leaderLocation: async () => "http://127.0.0.1:24864",
    specs: async () => [spec, { ...spec, metadata: { ...spec.metadata, name: "pool/db" } }],
    inspect: () => Promise.reject(new Error("not implemented -- coming soon")),
    enforce: () => Promise.reject(new Error("not implemented -- commit to individual plugins")),
    terminate: async () => {},
  };
}

function butManager(wrong: Partial<ManagerPlugin>): () => ManagerPlugin {
  return () => ({ ...createManager(), ...wrong });
}

const wrongManagers: Readonly<Record<string, () => ManagerPlugin>> = {
  "it says whether it leads": butManager({ isLeader: async () => null as unknown as boolean }),
  "it says where the leader is, or that it does not know": butManager({ leaderLocation: async () => "" }),
  "what was committed has kind and name, each once": butManager({ specs: async () => [spec, spec] }),
  "what was committed is told in the same order twice": () => {
    const right = createManager();
    let asked = 0;
    const specs = async (): Promise<readonly Spec[]> => {
      const all = await right.specs();
      return asked++ % 2 === 0 ? all : all.toReversed();
    };
    return { ...right, specs };
  },
  "it tells what there is, or refuses in words": butManager({ inspect: () => Promise.reject(new Error("")) }),
};

describe("manager", () => {
  describeConformance("a manager", managerCases, () => ({ plugin: createManager(), inputs: {} }));
  describeWrong(managerCases, wrongManagers, {});
});
