/**
 * How fast a group converges, beside a plain loop that makes the same calls and decides nothing: as many validations,
 * describes, preparations, creations and questions for health as the controller with its journal in memory was counted
 * to make, but up to 5,000 creations at once. The instances and the vanilla flavor are in processes of their own,
 * behind sockets, and the controller is in another, once with its journal in memory and once in files. The contestants
 * take turns in random order; times are medians of all rounds, and a ratio is the median of the ratios within rounds.
 * What has been measured is shown at once.
 *
 * `npm run build && node bench/converge.js [rounds] [size | kills]...`: with `1 10000` a group of 10,000, once; with
 * `5 100 kills` a group of 100 and its rolling update, and how fast a killed process has a successor. Without them 5
 * rounds of everything, which takes some six minutes on two cores.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, start } from "./converge/processes.js";
import { median, shuffled } from "./rounds.js";

const [, , rounds = 5, ...wished] = process.argv;
const wishes = wished.length > 0 ? wished : [100, 1000, 5000, 10_000, "kills"];
const sizes = wishes.filter((wish) => wish !== "kills").map(Number);
if (!sizes.every((size) => size > 0))
  throw new Error(`Cannot measure "${wished.join(" ")}": give sizes, or kills`);
/** Replaced one at a time, healthy at once. */
const rolled = 100;
/** Processes, of which one is killed at a time. */
const processes = 20;
const kills = 5;
const names = ["memory journal", "file journal", "plain loop"];

const directory = await mkdtemp(join(tmpdir(), "converge-bench-"));
const children = [];

async function startHere(script, ...args) {
  const child = await start(script, ...args);
  children.push(child);
  return child;
}

/** Everybody has instances and a flavor of their own, so that nobody meets what another has left. */
async function startContestant(name, instancesScript) {
  const place = join(directory, `${name} ${instancesScript}`.replaceAll(/[ .]/g, "-"));
  const pluginsDir = join(place, "plugins");
  await mkdir(pluginsDir, { recursive: true, mode: 0o700 });
  const instances = await startHere(instancesScript, pluginsDir, join(place, "instances"));
  const flavor = await startHere("flavor.js", pluginsDir);
  const state = name === "file journal" ? [join(place, "state")] : [];
  const driver = await (name === "plain loop"
    ? startHere("plain.js", pluginsDir)
    : startHere("controller.js", pluginsDir, ...state));
  return { name, instances, flavor, driver };
}

/** The calls of the last convergence with a journal in memory, which the plain loop makes too. */
let model;

/** To convergence, and then through an update if there is one. */
async function measureGroup({ name, instances, flavor, driver }, size) {
  await ask(driver, "usage");
  const ms = await ask(driver, "converge", { size, calls: model });
  const { cpuMs } = await ask(driver, "usage");
  const calls = { ...(await ask(instances, "calls")), ...(await ask(flavor, "calls")) };
  if (name === "memory journal") model = calls;
  if ((await ask(instances, "count")) !== size) throw new Error(`there are not ${size} instances`);
  const rollMs = size === rolled ? await ask(driver, "roll", { size }) : null;
  const rollCalls = { ...(await ask(instances, "calls")), ...(await ask(flavor, "calls")) };
  await ask(driver, "free", { id: "bench" });
  await ask(instances, "reset");
  await ask(flavor, "reset");
  return { ms, cpuMs, calls, rollMs, rollCalls };
}

/** From the signal until its successor lives. */
async function measureKills({ instances, driver }) {
  await ask(driver, "keepProcesses", { size: processes });
  await ask(instances, "begin");
  const times = [];
  for (let kill = 0; kill < kills; kill++) times.push(await ask(instances, "kill"));
  await ask(driver, "free", { id: "processes" });
  await ask(instances, "reset");
  return times;
}

/** Rounds of all contestants, by name. */
async function interleave(contestants, count, measure) {
  const results = [];
  for (let round = 0; round < count; round++) {
    const result = {};
    for (const contestant of shuffled(contestants)) result[contestant.name] = await measure(contestant);
    results.push(result);
  }
  return results;
}

function rowOf(results, what) {
  const of = (name) => Math.round(median(results.map((result) => what(result[name]))));
  const ratio = (name) =>
    median(results.map((result) => what(result[name]) / what(result["plain loop"]))).toFixed(2);
  return {
    ...Object.fromEntries(names.map((name) => [`${name} ms`, of(name)])),
    "memory to plain": ratio("memory journal"),
    "file to plain": ratio("file journal"),
  };
}

/** Groups of 100 are kept first without being measured: until compilers have done what they do. */
async function measureSizes() {
  const contestants = [];
  for (const name of names) contestants.push(await startContestant(name, "instances.js"));
  // Until there is something to do the same as.
  await measureGroup(contestants[0], rolled);
  await interleave(contestants, 2, (contestant) => measureGroup(contestant, rolled));
  for (const size of sizes) {
    await measureGroup(contestants[0], size);
    showSize(size, await interleave(contestants, rounds, (contestant) => measureGroup(contestant, size)));
  }
}

function showSize(size, results) {
  const isRolled = size === rolled;
  console.table({
    [`${size} instances`]: rowOf(results, ({ ms }) => ms),
    [`${size}: CPU of the driver`]: rowOf(results, ({ cpuMs }) => cpuMs),
    ...(isRolled && { [`update of ${size}, one at a time`]: rowOf(results, ({ rollMs }) => rollMs) }),
  });
  const last = results.at(-1);
  const calls = names.map((name) => [`${size}, ${name}`, last[name].calls]);
  const rollCalls = names.map((name) => [`update of ${size}, ${name}`, last[name].rollCalls]);
  console.table(Object.fromEntries([...calls, ...(isRolled ? rollCalls : [])]));
}

async function showKills() {
  const keepers = [];
  for (const name of names) keepers.push(await startContestant(name, "processes-killed.js"));
  const killed = await interleave(keepers, rounds, measureKills);
  console.table({
    "process killed, median": rowOf(killed, median),
    "process killed, slowest": rowOf(killed, (times) => Math.max(...times)),
  });
}

try {
  if (sizes.length > 0) await measureSizes();
  if (wishes.includes("kills")) await showKills();
} finally {
  for (const child of children) child.disconnect();
  await rm(directory, { recursive: true, force: true });
}
