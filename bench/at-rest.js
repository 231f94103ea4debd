/**
 * What a controller costs that has nothing to do: 1,000 converged groups of 10, looked at every 10 s, the instances
 * in a process of their own. With the vanilla flavor in the controller's process, and with it behind a socket, beside
 * a plain loop that makes the same number of calls. CPU time is that of the controller's process, measured for a
 * minute that begins when a minute of warming up is over; all three run one after the other.
 *
 * `npm run build && node bench/at-rest.js [seconds] [groups]`
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ask, start } from "./converge/processes.js";

const seconds = Number(process.argv[2] ?? 60);
const groups = Number(process.argv[3] ?? 1000);
const size = 10;

const directory = await mkdtemp(join(tmpdir(), "at-rest-bench-"));
const children = [];

async function startHere(script, ...args) {
  const child = await start(script, ...args);
  children.push(child);
  return child;
}

async function startPlugins(name) {
  const pluginsDir = join(directory, name);
  await mkdir(pluginsDir, { mode: 0o700 });
  const instances = await startHere("instances.js", pluginsDir);
  const flavor = await startHere("flavor.js", pluginsDir);
  return { pluginsDir, instances, flavor };
}

/** What a process uses while nothing happens, and the calls that it makes. */
async function measure(driver, { instances, flavor }) {
  await wait(seconds * 1000);
  for (const child of [driver, instances, flavor]) await ask(child, "usage");
  const before = await callsOf(instances, flavor);
  await wait(seconds * 1000);
  const [used, instancesUsed] = [await ask(driver, "usage"), await ask(instances, "usage")];
  const after = await callsOf(instances, flavor);
  const perSecond = (name) => (after[name] - before[name]) / seconds;
  return {
    "CPU %": (used.cpuMs / seconds / 10).toFixed(2),
    "RSS MB": Math.round(used.rssMb),
    "describes/s": perSecond("describe").toFixed(1),
    "health over the socket/s": perSecond("healthy").toFixed(1),
    "CPU % of the instances": (instancesUsed.cpuMs / seconds / 10).toFixed(2),
  };
}

async function callsOf(instances, flavor) {
  return { describe: 0, ...(await ask(instances, "calls")), ...(await ask(flavor, "calls")) };
}

async function measureController(flavorPlugin) {
  const plugins = await startPlugins(`with-${flavorPlugin}`);
  const driver = await startHere("controller.js", plugins.pluginsDir);
  await ask(driver, "keepMany", { groups, size, flavorPlugin });
  const result = await measure(driver, plugins);
  if ((await ask(plugins.instances, "count")) !== groups * size) throw new Error("the groups are not whole");
  for (const child of [driver, plugins.instances, plugins.flavor]) child.disconnect();
  children.splice(-3);
  return result;
}

async function measurePlain(rates) {
  const plugins = await startPlugins("plain");
  const driver = await startHere("plain.js", plugins.pluginsDir);
  await ask(driver, "rest", { groups, size, ...rates });
  return await measure(driver, plugins);
}

try {
  const here = await measureController("vanilla");
  const behindSocket = await measureController("flavor");
  const plain = await measurePlain({
    describesPerSecond: Number(behindSocket["describes/s"]),
    healthPerSecond: Number(behindSocket["health over the socket/s"]),
  });
  console.table({ "flavor in process": here, "flavor behind a socket": behindSocket, "plain loop": plain });
  console.log(`to the plain loop: ${(behindSocket["CPU %"] / plain["CPU %"]).toFixed(2)}`);
} finally {
  for (const child of children) child.disconnect();
  await rm(directory, { recursive: true, force: true });
}
