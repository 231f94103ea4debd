import { connectInstance, connectPlugin, servePlugin } from "@infrakit/rpc";
import { instances, instancesWithProperties, labels } from "./payload.js";

/**
 * One side of the memory bench: `node --expose-gc memory-process.js <server|client> <path>`. A message is the number of
 * calls to make; the answer is the memory in use after a collection.
 */

const [, , role, path] = process.argv;
const callers = 64;

async function serve() {
  const compute = {
    validate: async () => {},
    provision: async () => "i-1",
    label: async (id) => {
      if (id === "nope") throw new Error("not found nope");
    },
    destroy: async () => {},
    describeInstances: async ({ properties }) =>
      (properties ? instancesWithProperties : instances).slice(0, 5),
  };
  await servePlugin({ instance: { compute } }, { path });
  return async () => {};
}

function connect() {
  const plugin = connectInstance(connectPlugin(path), "memory/compute");
  const swallow = (error) => {
    if (error.message !== "not found nope") throw error;
  };
  // Of ten calls one fails and two carry what is kept as it was written.
  const kinds = [
    () => plugin.label("nope", labels).catch(swallow),
    () => plugin.describeInstances({ tags: labels, properties: true }),
    () => plugin.describeInstances({ tags: labels, properties: false }),
    () =>
      plugin.provision({
        properties: instancesWithProperties[0].properties,
        tags: labels,
        init: "",
        logicalId: null,
        attachments: [],
      }),
  ];
  return async (count) => {
    let left = count;
    const caller = async () => {
      while (left-- > 0) await (kinds[left % 10] ?? (() => plugin.label("i-1", labels)))();
    };
    await Promise.all(Array.from({ length: callers }, caller));
  };
}

const work = role === "server" ? await serve() : connect();

process.on("message", async (count) => {
  await work(count);
  globalThis.gc();
  process.send(process.memoryUsage());
});
process.on("disconnect", () => process.exit(0));
process.send("ready");
