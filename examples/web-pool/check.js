// What the README says, done: three servers, one is killed and comes back, another spec rolls, all are removed.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "packages/cli/bin/infrakit.js");
const home = await mkdtemp(join(tmpdir(), "web-"));
const spec = join(home, "web-pool.yaml");
const basePort = 20_000 + Math.floor(Math.random() * 20_000);
// The caller's plugin directory is not that of the check.
const { INFRAKIT_PLUGINS_DIR: _, ...env } = process.env;
const options = { cwd: root, env: { ...env, INFRAKIT_HOME: home } };

await writeSpec("hello");
const up = spawn(process.execPath, [bin, "up", spec], { ...options, stdio: "inherit" });
const ended = once(up, "exit");
try {
  const before = await answersWhen((answers) => answers.every(({ greeting }) => greeting === "hello"));
  process.kill(before[1].pid, "SIGKILL");
  const after = await answersWhen(([, second]) => second.pid !== before[1].pid);
  console.log(`killed ${before[1].pid}, ${after[1].pid} took over slot 1`);

  await writeSpec("hi");
  infrakit("group", "commit", "--wait", spec);
  await answersWhen((answers) => answers.every(({ greeting }) => greeting === "hi"));
  console.log("rolled to the other greeting");

  up.kill("SIGINT");
  assert.deepEqual(await ended, [0, null]);
  await answersWhen((answers) => answers.length === 3);
  infrakit("up", spec, "--destroy");
  assert.deepEqual(await ask(), []);
  console.log("stopped, then removed");
} finally {
  up.kill("SIGKILL");
  await rm(home, { recursive: true, force: true });
}

async function writeSpec(greeting) {
  const text = await readFile(join(root, "examples/web-pool/web-pool.yaml"), "utf8");
  const changed = text.replace('"8080"', `"${basePort}"`).replace("GREETING: hello", `GREETING: ${greeting}`);
  await writeFile(spec, changed);
}

function infrakit(...args) {
  execFileSync(process.execPath, [bin, ...args], { ...options, stdio: "inherit" });
}

/** Asks the three servers until all answer as expected, for 30 s at most. */
async function answersWhen(isExpected) {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(20)) {
    const answers = await ask();
    if (answers.length === 3 && isExpected(answers)) return answers;
  }
  throw new Error("the servers do not answer as expected after 30 s");
}

async function ask() {
  const answers = await Promise.all([0, 1, 2].map((slot) => askSlot(slot)));
  return answers.filter((answer) => answer !== undefined);
}

async function askSlot(slot) {
  try {
    const text = await (await fetch(`http://127.0.0.1:${basePort + slot}`)).text();
    const [, greeting, pid] = /^(\w+) from slot \d+, process (\d+)/.exec(text);
    return { greeting, pid: Number(pid) };
  } catch {
    // Nobody listens there now.
    return undefined;
  }
}
