import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { connectInstance, connectPlugin } from "@infrakit/rpc";
import jayson from "jayson";
import { calls, labels } from "./payload.js";

/** The same undici that our client uses. */
const { Pool } = createRequire(new URL("../../packages/rpc/package.json", import.meta.url))("undici");

/** Calls one implementation on a socket: `node client.js <implementation> <path>`. Takes orders by message. */

const [, , implementation, path] = process.argv;

const clients = {
  ours: () => {
    const plugin = connectInstance(connectPlugin(path), "bench/compute");
    const tags = calls["20 kB"].params.Tags;
    return {
      "200 B": () => plugin.label("i-1", labels),
      "20 kB": () => plugin.describeInstances({ tags, properties: false }),
      "27 kB opaque": () => plugin.describeInstances({ tags, properties: true }),
    };
  },
  reference: () => {
    const pool = new Pool("http://h", { socketPath: path, connections: 64 });
    let id = 0;
    const call = async ({ method, params }) => {
      const body = JSON.stringify({ jsonrpc: "2.0", method, params, id: ++id });
      const headers = { "content-type": "application/json" };
      const answer = await pool.request({ path: "/", method: "POST", headers, body });
      const { result, error } = JSON.parse(await answer.body.text());
      if (error) throw new Error(error.message);
      return result;
    };
    return mapCalls((of) => () => call(of));
  },
  jayson: () => {
    const client = jayson.Client.http({ socketPath: path, path: "/" });
    return mapCalls(
      ({ method, params }) =>
        () =>
          new Promise((resolve, reject) => {
            client.request(method, params, (failed, error, result) => {
              if (failed || error) reject(failed ?? new Error(error.message));
              else resolve(result);
            });
          }),
    );
  },
};

function mapCalls(toCall) {
  return Object.fromEntries(Object.entries(calls).map(([name, of]) => [name, toCall(of)]));
}

const run = clients[implementation]();

/** Calls for a while with so many callers, each of which waits for its answer. */
async function measure({ payload, callers, ms }) {
  const call = run[payload];
  const times = [];
  const used = process.cpuUsage();
  const start = performance.now();
  const end = start + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end;) {
      await call();
      const after = performance.now();
      times.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] * 1000;
  return {
    calls: times.length,
    rate: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    cpu: user + system,
  };
}

process.on("message", async (order) => process.send(await measure(order)));
process.on("disconnect", () => process.exit(0));
process.send("ready");
