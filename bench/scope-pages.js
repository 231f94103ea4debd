// How long a control takes while pages ask for a report of 10,000 nodes that changes all the time, and how long the host
// is busy at a stretch. Run it after a build: node bench/scope-pages.js
// The host is in a process of its own; plugins and clients are in others.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openScopeHost } from "@infrakit/scope/host";
import { serveScopeHost } from "@infrakit/scope/server";
import { median } from "./rounds.js";

const pluginCount = Number(process.env["BENCH_PLUGINS"] ?? 50);
const nodesPerPlugin = 200;
const samplesPerMetric = 15;
const pageCounts = [0, 1, 4];
/** How often a page asks. */
const pageMs = 1000;
const controlCount = Number(process.env["BENCH_CONTROLS"] ?? 500);

const [role = "bench", given = ""] = process.argv.slice(2);
const root = given || (await mkdtemp(join(tmpdir(), "bench-")));

/** @type {Record<string, () => Promise<void>>} */
const roles = { bench, plugins: servePlugins, host: serveHost };
/** What a plugin says, another at every request. @param {string} id */
function reportOf(id) {
  const now = Date.now();
  const timestamp = new Date(now).toISOString();
  const samples = Array.from({ length: samplesPerMetric }, (_, index) => ({
    date: new Date(now - 1000 * (samplesPerMetric - index)).toISOString(),
    value: Math.random(),
  }));
  const latest = Object.fromEntries(
    Array.from({ length: 5 }, (_, fact) => [`fact_${fact}`, { timestamp, value: `value ${fact} of ${id}` }]),
  );
  const metrics = { cpu: { samples, min: 0, max: 1 }, memory: { samples, min: 0, max: 1 } };
  const latestControls = { go: { timestamp, value: { dead: false } } };
  const nodes = Array.from({ length: id === "quick" ? 1 : nodesPerPlugin }, (_, index) => {
    const node = `${id}-${index};<container>`;
    return [node, { id: node, latest, metrics, latestControls }];
  });
  const controls = { go: { id: "go", human: "Go", icon: "fa-play", rank: 1 } };
  const spec = { id, label: id, interfaces: ["reporter", "controller"], api_version: "1" };
  return JSON.stringify({ Plugins: [spec], Container: { nodes: Object.fromEntries(nodes), controls } });
}

async function servePlugins() {
  const ids = ["quick", ...Array.from({ length: pluginCount }, (_, index) => `plugin-${index}`)];
  for (const id of ids) {
    // Made ahead and in turn: what a plugin takes to make its report must not hold up the control of another.
    const reports = [reportOf(id), reportOf(id)];
    let turn = 0;
    const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
      incoming.resume();
      incoming.on("end", () => response.end(incoming.method === "GET" ? reports[turn++ % 2] : '{"value":1}'));
    });
    server.listen(join(root, "plugins", id, `${id}.sock`));
    await once(server, "listening");
  }
  process.send?.("ready");
}

async function serveHost() {
  const host = await openScopeHost({ root: join(root, "plugins") });
  while ([...host.report().plugins.values()].filter(({ status }) => status === "ok").length <= pluginCount)
    await delay(50);
  await serveScopeHost(host, { listener: { path: join(root, "host.sock") }, version: "bench" });
  const busy = monitorEventLoopDelay({ resolution: 1 });
  busy.enable();
  process.on("message", () => {
    process.send?.([busy.percentile(99) / 1e6, busy.max / 1e6]);
    busy.reset();
  });
  process.send?.(host.probeId);
}

const agent = new Agent({ keepAlive: true });

/** @param {string} method @param {string} path */
async function call(method, path) {
  const sent = request({ socketPath: join(root, "host.sock"), method, path, agent }).end();
  const [response] = await once(sent, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (response.statusCode !== 200)
    throw new Error(`${method} ${path}: ${response.statusCode} ${body.toString()}`);
  return body.length;
}

/** Asks for the report as a page does, until the signal is aborted. @param {AbortSignal} signal */
async function look(signal) {
  while (!signal.aborted) {
    await call("GET", "/api/report");
    await delay(pageMs * Math.random() * 2);
  }
}

async function bench() {
  for (const id of ["quick", ...Array.from({ length: pluginCount }, (_, index) => `plugin-${index}`)])
    await mkdir(join(root, "plugins", id), { recursive: true });
  const plugins = fork(fileURLToPath(import.meta.url), ["plugins", root], { stdio: "inherit" });
  await once(plugins, "message");
  const host = fork(fileURLToPath(import.meta.url), ["host", root], { stdio: "inherit" });
  const [probe] = await once(host, "message");
  const megabytes = (await call("GET", "/api/report")) / 1e6;
  const rows = [];
  for (const pages of pageCounts) {
    const stop = new AbortController();
    const looking = Array.from({ length: pages }, () => look(stop.signal));
    host.send("reset");
    await once(host, "message");
    const times = [];
    let failures = 0;
    for (let index = 0; index < controlCount; index++) {
      const begin = performance.now();
      await call("POST", `/api/control/${probe}/n/quick~go`).catch(() => failures++);
      times.push(performance.now() - begin);
      await delay(20);
    }
    host.send("tell");
    const [[busy99, busyMax]] = await once(host, "message");
    stop.abort();
    await Promise.all(looking);
    times.sort((a, b) => a - b);
    rows.push({
      pages,
      "control median ms": median(times).toFixed(1),
      "control p99 ms": (times[Math.floor(times.length * 0.99)] ?? NaN).toFixed(1),
      // On a machine that does much else, some take longer than the 500 ms that a plugin has.
      "controls that failed": failures,
      "busy p99 ms": busy99.toFixed(1),
      "busy longest ms": busyMax.toFixed(1),
    });
  }
  host.kill();
  plugins.kill();
  await rm(root, { recursive: true });
  console.log(
    `${pluginCount * nodesPerPlugin} nodes, ${megabytes.toFixed(1)} MB, another report every second`,
  );
  console.table(rows);
  process.exit();
}

// Whatever ends the bench, nobody is left behind.
if (role !== "bench") process.on("disconnect", () => process.exit(1));
await roles[role]?.();
