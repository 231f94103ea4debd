// What every plugin of these examples must do, in whatever language it is written: pass the conformance cases, carry a
// group that heals, be killed and come back, stop in good order.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../packages/cli/bin/infrakit.js", import.meta.url));

/** Ends the check if a program is absent: without a failure, unless nothing may be left out. */
export function requireProgram(name) {
  if ((process.env.PATH ?? "").split(delimiter).some((directory) => isExecutable(join(directory, name))))
    return;
  console.error(`NOT CHECKED: this plugin needs the program "${name}", which is absent`);
  process.exit(process.env.INFRAKIT_CI === "1" ? 1 : 0);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not in this directory: the next one may have it.
    return false;
  }
}

/** Runs a program to its end, in a directory. @throws if it fails. */
export function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: "inherit" });
}

/** Checks a plugin that is started like this. `name` is that of its socket. */
export async function checkPlugin({ name, program, args }) {
  const home = await mkdtemp(join(tmpdir(), "plugin-"));
  const place = new Place(home, name);
  try {
    await checkIn(place, { program, args });
  } finally {
    place.kill();
    await rm(home, { recursive: true, force: true });
  }
}

async function checkIn(place, start) {
  const first = await place.startPlugin(start);
  place.infrakit("plugin", "check", place.name, "--yes", "--properties", '{"Note":"v1"}', "--refused", "[]");
  const spec = await place.writeSpec();
  const up = place.start(process.execPath, [bin, "up", spec]);

  const before = await place.instancesWhen((ids) => ids.length === 2);
  rmSync(join(place.instances, `${before[0]}.json`));
  const after = await place.instancesWhen((ids) => ids.length === 2 && !ids.includes(before[0]));
  assert.ok(after.includes(before[1]));
  console.log(`an instance died: had ${before.join(", ")}, has ${after.join(", ")}`);

  first.kill("SIGKILL");
  await once(first, "exit");
  assert.ok(existsSync(place.socket), "a plugin that is killed leaves its socket behind");
  const second = await place.startPlugin(start);
  place.infrakit("group", "commit", "--wait", "--timeout", "30s", spec);
  assert.deepEqual(place.instanceIds(), after);
  console.log("the plugin was killed and came back: the same instances");

  up.kill("SIGINT");
  await once(up, "exit");
  place.infrakit("up", spec, "--destroy");
  assert.deepEqual(place.instanceIds(), []);
  second.kill("SIGTERM");
  assert.deepEqual(await once(second, "exit"), [0, null]);
  assert.deepEqual([existsSync(place.socket), existsSync(`${place.socket}.pid`)], [false, false]);
  console.log("stopped in good order: no instance, no socket, no pid file is left");
}

/** A home directory with a plugin in it, and all that is started there. */
class Place {
  #children = [];

  constructor(home, name) {
    this.name = name;
    this.instances = join(home, "instances");
    this.socket = join(home, "plugins", name);
    this.home = home;
    // The caller's plugin directory is not that of the check.
    const { INFRAKIT_PLUGINS_DIR: _, ...env } = process.env;
    this.options = {
      stdio: "inherit",
      env: {
        ...env,
        INFRAKIT_HOME: home,
        INFRAKIT_GROUP_POLL_INTERVAL: "1s",
        INSTANCES_DIR: this.instances,
      },
    };
  }

  start(program, args) {
    const child = spawn(program, args, this.options);
    this.#children.push(child);
    return child;
  }

  /** Starts the plugin and waits until it answers. */
  async startPlugin({ program, args }) {
    const child = this.start(program, args);
    for (const end = Date.now() + 20_000; Date.now() < end && child.exitCode === null; await pause(50))
      if (this.#isServed()) return child;
    throw new Error(`${this.name} does not answer after 20 s`);
  }

  #isServed() {
    if (!existsSync(this.socket)) return false;
    const text = execFileSync(process.execPath, [bin, "plugin", "ls", "-o", "json"], {
      ...this.options,
      stdio: ["ignore", "pipe", "inherit"],
    });
    return JSON.parse(text).Plugins.some((plugin) => plugin.Name === this.name);
  }

  infrakit(...args) {
    execFileSync(process.execPath, [bin, ...args], this.options);
  }

  instanceIds() {
    const files = existsSync(this.instances) ? readdirSync(this.instances) : [];
    return files
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .sort();
  }

  /** Looks until the instances are as expected, for 30 s at most. */
  async instancesWhen(isExpected) {
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(20)) {
      const ids = this.instanceIds();
      if (isExpected(ids)) return ids;
    }
    throw new Error(`the instances are not as expected after 30 s: ${this.instanceIds().join(", ")}`);
  }

  async writeSpec() {
    const path = join(this.home, "boxes.json");
    const Instance = { Plugin: this.name, Properties: { Note: "v1" } };
    const Properties = { Allocation: { Size: 2 }, Instance, Flavor: { Plugin: "vanilla", Properties: {} } };
    await writeFile(path, JSON.stringify({ ID: "boxes", Properties }));
    return path;
  }

  kill() {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}
