import { performance } from "node:perf_hooks";
import { connectInstance, connectPlugin } from "@infrakit/rpc";

/** Calls the plugin on a socket, as it is told by message: `node client.js <path>`. */

const plugin = connectInstance(connectPlugin(process.argv[2]), "bench");
const all = await plugin.describeInstances({ tags: {}, properties: false });
let turn = 0;
const run = {
  validate: () => plugin.validate(null),
  label: () => plugin.label(all[turn++ % all.length].id, { turn: String(turn) }),
  describe: () => plugin.describeInstances({ tags: { "infrakit.group": "workers" }, properties: true }),
};

/** Calls for a while with so many callers, each of which waits for its answer. */
async function measure({ call, callers, ms }) {
  const times = [];
  const start = performance.now();
  const end = start + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end;) {
      await run[call]();
      const after = performance.now();
      times.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  times.sort((a, b) => a - b);
  return {
    rate: times.length / ((performance.now() - start) / 1000),
    p99: times[Math.floor(times.length * 0.99)] * 1000,
  };
}

process.on("message", async (question) => process.send(await measure(question)));
process.on("disconnect", () => process.exit(0));
process.send("ready");
