/**
 * How fast a call is, beside a hand-made HTTP server with an undici client (the reference) and beside jayson's own
 * server and client. Every implementation has a server and a client process; all answer the same payload in the
 * same run. Rounds are interleaved in random order, and a ratio is the median of the ratios within rounds, so that a
 * machine that is busy for a while disturbs all alike.
 *
 * `npm run build && node bench/rpc.js [rounds] [milliseconds]`
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, shuffled } from "./rounds.js";

const rounds = Number(process.argv[2] ?? 15);
const ms = Number(process.argv[3] ?? 400);
/** Until compilers have done what they do. */
const warmUpMs = 1500;
const implementations = ["ours", "reference", "jayson"];
const cases = ["200 B", "20 kB", "27 kB opaque"].flatMap((payload) =>
  [1, 64].map((callers) => ({ payload, callers })),
);

const directory = await mkdtemp(join(tmpdir(), "rpc-bench-"));
const children = [];

async function start(script, ...args) {
  const child = fork(new URL(`./rpc/${script}`, import.meta.url), args);
  children.push(child);
  await once(child, "message");
  return child;
}

async function ask(child, question) {
  child.send(question);
  return (await once(child, "message"))[0];
}

/** Measures for a while. CPU time is that of both sides, in microseconds a call. */
async function order({ client, server }, { payload, callers }, duration) {
  const before = await ask(server, "cpu");
  const measured = await ask(client, { payload, callers, ms: duration });
  const after = await ask(server, "cpu");
  const cpu = measured.cpu + after.user - before.user + after.system - before.system;
  return { ...measured, cpu: cpu / measured.calls };
}

try {
  const clients = {};
  for (const name of implementations) {
    const path = join(directory, name);
    const server = await start("server.js", name, path);
    clients[name] = { server, client: await start("client.js", name, path) };
  }
  const results = [];
  for (const of of cases) for (const name of implementations) await order(clients[name], of, warmUpMs);
  for (let round = 0; round < rounds; round++) {
    for (const of of shuffled(cases)) {
      const measured = {};
      for (const name of shuffled(implementations)) measured[name] = await order(clients[name], of, ms);
      results.push({ of, measured });
    }
  }
  report(results);
} finally {
  for (const child of children) child.disconnect();
  await rm(directory, { recursive: true, force: true });
}

function report(results) {
  const rows = cases.map((of) => {
    const measured = results.filter((result) => result.of === of).map((result) => result.measured);
    const ratio = (what, to) => median(measured.map((each) => each.ours[what] / each[to][what])).toFixed(2);
    const of3 = (what) =>
      implementations.map((name) => Math.round(median(measured.map((each) => each[name][what])))).join(" / ");
    return {
      payload: of.payload,
      callers: of.callers,
      "calls/s ours / reference / jayson": of3("rate"),
      "to reference": ratio("rate", "reference"),
      "to jayson": ratio("rate", "jayson"),
      "p50 us": of3("p50"),
      "p99 us": of3("p99"),
      "p99 to reference": ratio("p99", "reference"),
      "CPU us a call": of3("cpu"),
      "CPU to reference": ratio("cpu", "reference"),
    };
  });
  console.table(rows);
}
