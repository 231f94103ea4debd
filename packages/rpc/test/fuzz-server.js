// Hosts objects of every kind that give back what they are given: `node fuzz-server.js <path>`. Says when it listens,
// and its memory to each message.
import { servePlugin } from "@infrakit/rpc";
import { RawJson } from "@infrakit/spi/document";

const route = {
  port: 80,
  protocol: "HTTP",
  loadBalancerPort: 443,
  loadBalancerProtocol: "TCP",
  certificate: null,
  healthMonitorPath: null,
};
const raw = RawJson.fromText('{"n":12345678901234567890,"10":1,"9":[null,"<&>"]}');
const describe = (id, tags, properties) => ({ id, logicalId: null, tags, properties });
const isPretend = (options) => options?.pretend === true;

const instance = {
  validate: async () => {},
  provision: async ({ init }) => init || "i-1",
  label: async () => {},
  destroy: async () => {},
  describeInstances: async ({ tags, properties }) => [describe("i-1", tags, properties ? raw : null)],
};
const flavor = {
  validate: async () => {},
  prepare: async ({ spec }) => spec,
  healthy: async (_, { id }) => (id.length % 2 === 0 ? "healthy" : "unknown"),
  drain: async () => {},
};
const group = {
  commitGroup: async ({ id }, options) => ({ details: `${id} ${isPretend(options)}`, plan: null }),
  freeGroup: async () => {},
  describeGroup: async (id) => ({ instances: [describe(id, {}, raw)], converged: true, status: null }),
  destroyGroup: async (id) => {
    throw new Error(`Group '${id}' is not being watched`);
  },
  inspectGroups: async () => [{ id: "w", properties: raw }],
  destroyInstances: async () => {},
  size: async (id) => id.length,
  setSize: async () => {},
};
const rollout = {
  status: async () => ({
    phase: "converged",
    reason: "",
    commit: "",
    desired: 0,
    ready: 0,
    slots: [],
    nextLookAt: null,
  }),
  explain: async (id) => [id],
  ...Object.fromEntries(
    ["pause", "resume", "abort", "rollback", "promote", "replace"].map((name) => [name, async () => {}]),
  ),
};
const controller = {
  plan: async (operation, spec) => ({ object: { ...spec, state: raw }, messages: [operation] }),
  commit: async (_, spec) => ({ ...spec, state: spec.properties }),
  describe: async () => [],
  free: async () => [],
};
const manager = {
  isLeader: async () => true,
  leaderLocation: async () => "http://localhost:24864/x?y=1",
  specs: async () => [],
  inspect: async () => [],
  enforce: async () => {},
  terminate: async () => {
    throw new Error("not implemented -- coming soon");
  },
};
const metadata = { keys: async (path) => path, get: async () => raw };
const updatable = {
  ...metadata,
  changes: async ([first]) => ({ original: raw, proposed: first?.value ?? null, cas: "x" }),
  commit: async () => {
    throw new Error("cas mismatch");
  },
};
const resource = {
  commit: async ({ id }, options) => `${id} ${isPretend(options)}`,
  destroy: async ({ id }) => id,
  describeResources: async ({ id }) => id,
};
const event = { list: async (topic) => topic, subscribe: async function* () {} };
const l4 = {
  name: async () => "lb1",
  routes: async () => [route],
  publish: async () => "publish",
  unpublish: async (port) => String(port),
  configureHealthCheck: async ({ backendPort }) => String(backendPort),
  registerBackends: async (ids) => ids.join(),
  deregisterBackends: async (ids) => ids.join(),
  backends: async () => [],
};

const objects = {
  instance: { ".": instance, compute: instance },
  flavor,
  group,
  rollout,
  controller: { groups: controller, ".": controller },
  manager,
  metadata,
  updatable: { vars: updatable, ".": updatable },
  resource,
  event,
  l4: { lb1: l4, ".": l4 },
};
await servePlugin(objects, { path: process.argv[2] });
process.on("message", () => process.send({ rss: process.memoryUsage().rss }));
process.on("disconnect", () => process.exit(0));
process.send("listening");
