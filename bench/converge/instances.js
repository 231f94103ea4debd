import { join } from "node:path";
import { servePlugin } from "@infrakit/rpc";
import { createUsage, obey } from "./processes.js";

/** Serves instances in memory: `node instances.js <plugin directory>`. */

const [, , directory] = process.argv;
const instances = new Map();
let calls = {};
let lastId = 0;

function count(name) {
  calls[name] = (calls[name] ?? 0) + 1;
}

const memory = {
  async validate() {
    count("validate instance");
  },
  async provision({ tags, logicalId, properties }) {
    count("provision");
    const id = `i-${++lastId}`;
    instances.set(id, { id, logicalId, tags, properties });
    return id;
  },
  async label(id, labels) {
    const instance = instances.get(id);
    instances.set(id, { ...instance, tags: { ...instance.tags, ...labels } });
  },
  async destroy(id) {
    count("destroy");
    if (!instances.delete(id)) throw new Error(`not found ${id}`);
  },
  async describeInstances({ tags, properties }) {
    count("describe");
    const wanted = Object.entries(tags);
    return [...instances.values()]
      .filter((instance) => wanted.every(([name, value]) => instance.tags[name] === value))
      .map((instance) => (properties ? instance : { ...instance, properties: null }));
  },
};

await servePlugin({ instance: memory }, { path: join(directory, "instances") });
obey({
  reset() {
    instances.clear();
    calls = {};
  },
  calls: () => calls,
  count: () => instances.size,
  usage: createUsage(),
});
