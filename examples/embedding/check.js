// Starts the service as it is, kills one of its workers, and sees that another one comes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const stateDir = await mkdtemp(join(tmpdir(), "pool-"));
const service = spawn(process.execPath, ["dist/pool.js"], {
  env: { ...process.env, STATE_DIR: stateDir },
  stdio: "inherit",
});
const ended = once(service, "exit");
try {
  const before = await pidsWhen((pids) => pids.length === 3);
  process.kill(before[0], "SIGKILL");
  const after = await pidsWhen((pids) => pids.length === 3 && !pids.includes(before[0]));
  console.log(`killed ${before[0]}: had ${before.join(", ")}, has ${after.join(", ")}`);
  service.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
  for (const pid of after) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
} finally {
  service.kill("SIGKILL");
  await rm(stateDir, { recursive: true });
}

/** Asks the service until its workers are as expected, for 20 s at most. */
async function pidsWhen(isExpected) {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(50)) {
    const pids = (await askForInstances()).map(pidOf).filter((pid) => pid !== undefined);
    if (isExpected(pids)) return pids;
  }
  throw new Error("the pool is not as expected after 20 s");
}

async function askForInstances() {
  try {
    const { slots } = await (await fetch("http://127.0.0.1:8090")).json();
    return slots.filter(({ state }) => state === "healthy").map((slot) => slot.instance);
  } catch {
    // The service does not listen yet.
    return [];
  }
}

/** The process that has the instance's id in its environment. */
function pidOf(instance) {
  return readdirSync("/proc").find(
    (entry) => /^\d+$/.test(entry) && environmentOf(entry).includes(`=${instance}\0`),
  );
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}
