// What it costs to host Scope plugins, beside a plain loop of the same requests; and how long a control takes while
// another plugin hangs. Run it after a build: node bench/scope.js
// Times of one machine say little; what is beyond the plain loop does. Ours and the loop take turns, each in a process
// of its own, and the plugins are in others. What counts is the median of the differences of such pairs; the smallest and
// the largest tell how quiet the machine was.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, createServer, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openScopeHost } from "@infrakit/scope/host";
import { median } from "./rounds.js";

const pluginCount = Number(process.env["BENCH_PLUGINS"] ?? 200);
const pollMs = 1000;
const measureMs = Number(process.env["BENCH_MS"] ?? 15_000);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
/** What starts up, and is compiled because it is called often, is no part of what polling costs. */
const warmUpMs = 6000;
/** The official plugins report one node, or one for each container. */
const nodeCounts = [1, 10];
const nodesPerPlugin = Number(process.env["BENCH_NODES"] ?? 1);
const processCount = 2;
const controlCount = 500;

const [role = "bench", root = ""] = process.argv.slice(2);

/** @type {Record<string, () => Promise<void>>} */
const roles = { bench, plugins: servePlugins, host: measureHost, loop: measureLoop };
// Whatever ends the bench, nobody is left behind.
if (role !== "bench") process.on("disconnect", () => process.exit(1));
await roles[role]?.();

/** What a plugin says, another at every request: nodes with a metric, facts and a control. @param {string} id */
function reportOf(id) {
  const now = new Date().toISOString();
  const nodes = Array.from({ length: nodesPerPlugin }, (_, index) => [
    `${id}-${index};<container>`,
    {
      id: `${id}-${index};<container>`,
      latest: { state: { timestamp: now, value: "running" }, since: { timestamp: now, value: now } },
      metrics: { load: { samples: [{ date: now, value: Math.random() }], min: 0, max: 1 } },
      latestControls: { go: { timestamp: now, value: { dead: false } } },
    },
  ]);
  const controls = { go: { id: "go", human: "Go", icon: "fa-play", rank: 1 } };
  const spec = { id, label: id, interfaces: ["reporter", "controller"], api_version: "1" };
  return JSON.stringify({ Plugins: [spec], Container: { nodes: Object.fromEntries(nodes), controls } });
}

/** Serves the plugins whose names come on the command line; one called `hung` never answers. */
async function servePlugins() {
  const ids = process.argv.slice(4);
  for (const id of ids) {
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      request.resume();
      if (id === "hung") return;
      request.on("end", () => response.end(request.method === "GET" ? reportOf(id) : '{"value":1}'));
    });
    server.listen(join(root, `${id}.sock`));
    await once(server, "listening");
  }
  process.send?.("ready");
}

/** Tells how much of a core this process takes, in per cent. */
async function measureCpu() {
  await delay(warmUpMs);
  const before = process.cpuUsage();
  const start = performance.now();
  await delay(measureMs);
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 10 / (performance.now() - start));
}

/** A host whose report is asked for as often as a page asks. */
async function measureHost() {
  const host = await openScopeHost({ root });
  const timer = setInterval(() => host.report(), 3000);
  await measureCpu();
  clearInterval(timer);
  await host.close();
  process.exit();
}

/** The least that asks the same plugins for the same: nothing is looked at. */
async function measureLoop() {
  const ids = process.argv.slice(4);
  const agent = new Agent({ keepAlive: true });
  for (const id of ids) {
    const options = { agent, socketPath: join(root, `${id}.sock`), path: "/report?api_version=1&probe_id=1" };
    const poll = () =>
      void get(options, (response) => {
        let length = 0;
        response.on("data", (chunk) => (length += chunk.length));
      });
    setTimeout(() => setInterval(poll, pollMs), Math.random() * pollMs);
  }
  await measureCpu();
  process.exit();
}

/** Starts this file in another role. @param {string[]} parameters @param {number} nodes */
function startRole(parameters, nodes = 1) {
  const env = { ...process.env, BENCH_NODES: String(nodes) };
  return fork(fileURLToPath(import.meta.url), parameters, { stdio: "inherit", env });
}

/** @param {string} what @param {string} directory @param {readonly string[]} ids @returns {Promise<number>} */
async function measured(what, directory, ids) {
  const child = startRole([what, directory, ...ids]);
  const [percent] = await once(child, "message");
  await once(child, "exit");
  return Number(percent);
}

/** Milliseconds of controls of a plugin while another one hangs. @param {string} directory */
async function measureControls(directory) {
  const host = await openScopeHost({ root: directory });
  while (host.report().plugins.get("quick")?.status !== "ok") await delay(10);
  const times = [];
  for (let call = 0; call < controlCount; call++) {
    const begin = performance.now();
    const { error } = await host.control({ appId: "", nodeId: "n", control: "quick~go" });
    if (error !== undefined) throw new Error(error);
    times.push(performance.now() - begin);
    await delay(5);
  }
  await host.close();
  return times.sort((a, b) => a - b);
}

/** What hosting plugins of a size costs, and the plain loop. @param {number} nodes */
async function measurePolling(nodes) {
  const directory = await mkdtemp(join(tmpdir(), "bench-"));
  const ids = Array.from({ length: pluginCount }, (_, index) => `plugin-${index}`);
  const children = [];
  for (let index = 0; index < processCount; index++) {
    const group = ids.filter((_, each) => each % processCount === index);
    const child = startRole(["plugins", directory, ...group], nodes);
    await once(child, "message");
    children.push(child);
  }
  const percent = { host: /** @type {number[]} */ ([]), loop: /** @type {number[]} */ ([]) };
  for (let round = 0; round < rounds; round++) {
    const order = /** @type {const} */ (round % 2 === 0 ? ["host", "loop"] : ["loop", "host"]);
    for (const what of order) percent[what].push(await measured(what, directory, ids));
  }
  for (const child of children) child.kill();
  await rm(directory, { recursive: true });
  const beyond = percent.host.map((host, round) => host - (percent.loop[round] ?? NaN));
  return { host: median(percent.host), loop: median(percent.loop), beyond };
}

async function bench() {
  const rows = [];
  for (const nodes of nodeCounts) {
    const { host, loop, beyond } = await measurePolling(nodes);
    const of = `${pluginCount} plugins of ${nodes} node${nodes === 1 ? "" : "s"} every second, % of a core`;
    rows.push({ what: `${of}: host`, value: host.toFixed(1) });
    rows.push({ what: `${of}: plain loop`, value: loop.toFixed(1) });
    const [least, most] = [Math.min(...beyond), Math.max(...beyond)].map((percent) => percent.toFixed(1));
    const value = `${median(beyond).toFixed(1)} (${least} to ${most})`;
    rows.push({ what: `${of}: host beyond the loop`, value });
  }
  const small = await mkdtemp(join(tmpdir(), "bench-"));
  const child = startRole(["plugins", small, "hung", "quick"]);
  await once(child, "message");
  const times = await measureControls(small);
  child.kill();
  await rm(small, { recursive: true });
  const p99 = times[Math.floor(times.length * 0.99)] ?? NaN;
  rows.push({
    what: `${controlCount} controls while a plugin hangs, median ms`,
    value: median(times).toFixed(1),
  });
  rows.push({ what: `${controlCount} controls while a plugin hangs, p99 ms`, value: p99.toFixed(1) });
  console.table(rows);
  process.exit();
}
