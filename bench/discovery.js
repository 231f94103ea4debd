// How fast plugins are found, beside the least that would do: `fs.watch` on the directory and a rescan.
// Run it after a build: node bench/discovery.js
// Times of one machine say little; the ratios do. Ours and the baseline take turns in the same run.
import { once } from "node:events";
import { watch } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { scanPlugins } from "@infrakit/discovery/socket";
import { watchPlugins } from "@infrakit/discovery/watch";
import { median } from "./rounds.js";

/** @typedef {{ close(): Promise<void> }} Watching */
/** @typedef {{ scan(directory: string): Promise<unknown>, start(directory: string, onAdded: (name: string) => void): Watching }} Contender */

const socketCounts = [1, 100, 1000];
const rounds = 5;
const eventsPerRound = 4;
const scansPerRound = 10;
const scanIntervalMs = 5000;
const idleMs = Number(process.env["BENCH_IDLE_MS"] ?? 10_000);

/** @type {Contender} */
const ours = {
  scan: scanPlugins,
  start(directory, onAdded) {
    const ending = new AbortController();
    const done = (async () => {
      const options = { signal: ending.signal, scanIntervalMs, onError: console.error };
      for await (const { kind, endpoint } of watchPlugins(directory, options)) {
        if (kind === "added") onAdded(endpoint.name);
      }
    })();
    const close = () => {
      ending.abort();
      return done;
    };
    return { close };
  },
};

/** @type {Contender} */
const baseline = {
  scan: plainScan,
  start(directory, onAdded) {
    /** @type {Set<string>} */
    let known = new Set();
    const rescan = async () => {
      const found = new Set(await plainScan(directory));
      for (const name of found) if (!known.has(name)) onAdded(name);
      known = found;
    };
    const watcher = watch(directory, () => void rescan());
    const timer = setInterval(() => void rescan(), scanIntervalMs);
    void rescan();
    const close = async () => {
      clearInterval(timer);
      watcher.close();
    };
    return { close };
  },
};

/** @param {string} directory @returns {Promise<string[]>} */
async function plainScan(directory) {
  const names = await readdir(directory);
  const found = await Promise.all(
    names.map(async (name) => {
      const status = await lstat(join(directory, name)).catch(() => undefined);
      return status?.isSocket() === true ? `${name}` : undefined;
    }),
  );
  return found.filter((name) => name !== undefined);
}

/** @param {string} path */
async function listen(path) {
  const server = createServer().listen(path);
  await once(server, "listening");
  return server;
}

/** Milliseconds of scans. @param {Contender} contender @param {string} directory */
async function measureScans(contender, directory) {
  const times = [];
  for (let scan = 0; scan < scansPerRound; scan++) {
    const start = performance.now();
    await contender.scan(directory);
    times.push(performance.now() - start);
  }
  return times;
}

/** Milliseconds from binding a socket until it is known. @param {Contender} contender @param {string} directory */
async function measureEvents(contender, directory) {
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  /** @type {Set<string>} */
  const known = new Set();
  const watching = contender.start(directory, (name) => {
    known.add(name);
    waiting.get(name)?.();
  });
  while (known.size < (await readdir(directory)).length) await delay(20);
  await delay(300);
  const times = [];
  for (let event = 0; event < eventsPerRound; event++) {
    const name = `new-${event}`;
    const added = new Promise((resolve) => waiting.set(name, () => resolve(undefined)));
    const start = performance.now();
    const server = await listen(join(directory, name));
    await added;
    times.push(performance.now() - start);
    server.close();
    await delay(150);
  }
  await watching.close();
  return times;
}

/** Per cent of a core that watching takes while nothing happens. @param {Contender} contender @param {string} directory */
async function measureIdle(contender, directory) {
  const watching = contender.start(directory, () => {});
  await delay(1000);
  const before = process.cpuUsage();
  await delay(idleMs);
  const { user, system } = process.cpuUsage(before);
  await watching.close();
  return (user + system) / 10 / idleMs;
}

/** @param {number} value */
function shown(value) {
  return value.toFixed(value < 1 ? 3 : 1);
}

/** @param {number} count */
async function measure(count) {
  const directory = await mkdtemp(join(tmpdir(), "bench-"));
  const servers = [];
  for (let index = 0; index < count; index++) servers.push(await listen(join(directory, `plugin-${index}`)));
  const scans = { ours: /** @type {number[]} */ ([]), baseline: /** @type {number[]} */ ([]) };
  const events = { ours: /** @type {number[]} */ ([]), baseline: /** @type {number[]} */ ([]) };
  for (let round = 0; round < rounds; round++) {
    const isOursFirst = round % 2 === 0;
    for (const isOurs of [isOursFirst, !isOursFirst]) {
      const [contender, key] = isOurs
        ? [ours, /** @type {const} */ ("ours")]
        : [baseline, /** @type {const} */ ("baseline")];
      scans[key].push(...(await measureScans(contender, directory)));
      events[key].push(...(await measureEvents(contender, directory)));
    }
  }
  const idle = { ours: await measureIdle(ours, directory), baseline: await measureIdle(baseline, directory) };
  for (const server of servers) server.close();
  await rm(directory, { recursive: true });
  return { scans, events, idle };
}

/** @param {string} what @param {number} our @param {number} base */
function row(what, our, base) {
  return { what, ours: shown(our), "fs.watch + rescan": shown(base), ratio: (our / base).toFixed(2) };
}

const rows = [];
for (const count of socketCounts) {
  const { scans, events, idle } = await measure(count);
  const of = `${count} socket${count === 1 ? "" : "s"}`;
  rows.push(row(`${of}: scan, median ms`, median(scans.ours), median(scans.baseline)));
  rows.push(row(`${of}: new socket known, median ms`, median(events.ours), median(events.baseline)));
  rows.push(row(`${of}: new socket known, max ms`, Math.max(...events.ours), Math.max(...events.baseline)));
  rows.push(row(`${of}: idle, % of a core`, idle.ours, idle.baseline));
}
console.table(rows);
process.exit();
