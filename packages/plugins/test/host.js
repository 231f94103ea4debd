// A process with the plugin in it, which tests order about and kill. Arguments: directory, marker.
import { join } from "node:path";
import { createProcessInstances, processInstance } from "@infrakit/plugins/instance/process";
import { launch } from "../dist/process/launch.js";
import { RecordStore } from "../dist/process/record-store.js";

const [directory = "", marker = ""] = process.argv.slice(2);
const plugin = await createProcessInstances({ directory });

function specOf(script) {
  const { properties } = processInstance({ command: "sh", args: ["-c", script, marker] });
  return { properties, tags: { from: "host" }, init: "", logicalId: "one", attachments: [] };
}

/** Leaves what is on the disk when the plugin dies before it starts the process. */
async function writeIntent(id) {
  const store = await RecordStore.open(join(directory, "instance"));
  const startedAt = new Date().toISOString();
  const record = { id, logicalId: "one", tags: { from: "host" }, command: "sh", startedAt, process: null };
  await store.create(record);
}

/** Leaves what there is when the plugin dies after it has started the process, before it has noted which. */
async function startWithoutNote(id, script) {
  await writeIntent(id);
  const properties = { command: "sh", args: ["-c", script, marker], env: {}, cwd: "" };
  await launch({ id, logicalId: "one", tags: { from: "host" }, init: "", properties }, 1);
}

async function follow(order) {
  switch (order.do) {
    case "provision":
      return Promise.all(Array.from({ length: order.count }, () => plugin.provision(specOf(order.script))));
    case "keep provisioning":
      for (;;) await plugin.provision(specOf(order.script));
    case "write an intent":
      return [await writeIntent(order.id)];
    case "start without a note":
      return [await startWithoutNote(order.id, order.script)];
    case "close and block":
      await plugin.close();
      return [];
  }
}

process.on("message", async (order) => {
  process.send(await follow(order), () => {
    // From now on it reaps no child.
    if (order.do === "close and block") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
});
process.send("ready");
