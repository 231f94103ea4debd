import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createProcessInstances } from "@infrakit/plugins/instance/process";
import { servePlugin } from "@infrakit/rpc";
import { createUsage, obey } from "./processes.js";

/** Serves real processes, and kills them: `node processes-killed.js <plugin directory> <directory>`. */

const [, , pluginsDir, directory] = process.argv;
await mkdir(directory, { recursive: true, mode: 0o700 });
const processes = await createProcessInstances({ directory });
/** Those that were made since the first kill: nobody is killed young, which would be taken for a crash loop. */
const successors = new Set();
let onCreated = () => undefined;
const telling = {
  validate: (...args) => processes.validate(...args),
  label: (...args) => processes.label(...args),
  destroy: (...args) => processes.destroy(...args),
  describeInstances: (...args) => processes.describeInstances(...args),
  changes: (...args) => processes.changes(...args),
  async provision(...args) {
    const id = await processes.provision(...args);
    successors.add(id);
    onCreated();
    return id;
  },
};

await servePlugin({ instance: telling }, { path: join(pluginsDir, "instances") });

const all = { tags: {}, properties: true };

async function endAll() {
  for (const { id } of await processes.describeInstances(all)) await processes.destroy(id, "terminate");
}

obey({
  begin: () => successors.clear(),
  /** From the signal until a successor was started. */
  async kill() {
    const living = await processes.describeInstances(all);
    const { properties } = living.find(({ id }) => !successors.has(id));
    const { Pid } = properties.parse();
    const created = new Promise((resolve) => (onCreated = resolve));
    const start = performance.now();
    process.kill(Pid, "SIGKILL");
    await created;
    return performance.now() - start;
  },
  reset: endAll,
  calls: () => ({}),
  usage: createUsage(),
});
