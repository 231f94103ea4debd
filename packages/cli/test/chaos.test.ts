import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aliveWith } from "./alive.ts";

const bin = fileURLToPath(new URL("../bin/infrakit.js", import.meta.url));
const run = promisify(execFile);

/** How often everything is killed at a random moment. */
const rounds = process.env["INFRAKIT_NIGHTLY"] === "1" ? 200 : 20;

let home: string;
let up: ChildProcess | undefined;
let mark: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "ik-"));
  mark = `${process.pid}-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  await killUp();
  for (const { pid } of alive()) process.kill(pid, "SIGKILL");
  await rm(home, { recursive: true, force: true });
});

const alive = (): ReturnType<typeof aliveWith> => aliveWith("CHAOS_MARK", mark);

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, INFRAKIT_HOME: home });

async function infrakit(...args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [bin, ...args], { env: environment() })).stdout;
}

/** A program that does nothing for ever, marked so that the system can tell how many there are. */
async function writeSpec(size: number): Promise<string> {
  const path = join(home, "spec.json");
  const spec = {
    ID: "chaos",
    Properties: {
      Allocation: { Size: size },
      Instance: {
        Plugin: "process",
        Properties: { Command: "sleep", Args: ["1000000"], Env: { CHAOS_MARK: mark } },
      },
      Flavor: { Plugin: "vanilla", Properties: {} },
    },
  };
  await writeFile(path, JSON.stringify(spec));
  return path;
}

function startUp(spec: string): void {
  up = spawn(process.execPath, [bin, "up", spec], { env: environment(), stdio: "ignore" });
}

async function killUp(): Promise<void> {
  const killed = up;
  up = undefined;
  if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
  const ended = once(killed, "exit");
  killed.kill("SIGKILL");
  await ended;
}

/** Counts what is alive all the time, and remembers the most. */
function watchHighest(): { highest: () => number; stop: () => void } {
  let highest = 0;
  const timer = setInterval(() => (highest = Math.max(highest, alive().length)), 20);
  return { highest: () => highest, stop: () => clearInterval(timer) };
}

const becomes = (count: number, timeout = 30_000): Promise<unknown> =>
  expect.poll(() => alive().length, { timeout, interval: 20 }).toBe(count);

/** Waits until somebody can be asked about groups. */
const answers = (): Promise<unknown> =>
  expect.poll(() => infrakit("group", "ls").catch(() => ""), { timeout: 30_000 }).toContain("chaos");

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("infrakit up", () => {
  test(
    `keeps exactly 30 when it is killed with -9 at a random moment while it scales, ${rounds} times`,
    { timeout: rounds * 30_000 },
    async () => {
      for (let round = 0; round < rounds; round++) {
        const spec = await writeSpec(3);
        startUp(spec);
        await becomes(3);
        const watch = watchHighest();
        await infrakit("group", "scale", "chaos", "30");
        await pause(Math.random() * 300);
        await killUp();
        // None, some, or all of the kept processes go at the same moment.
        const victims = alive().slice(0, [0, 3, 30][round % 3]);
        for (const { pid } of victims) process.kill(pid, "SIGKILL");
        startUp(spec);
        await answers();
        await becomes(30);
        expect(watch.highest()).toBeLessThanOrEqual(30);
        watch.stop();
        expect(new Set(alive().map(({ instance }) => instance)).size).toBe(30);
        await infrakit("group", "destroy", "chaos");
        await becomes(0);
        await killUp();
      }
    },
  );

  test("brings a killed process back whichever it was", async () => {
    startUp(await writeSpec(3));
    await becomes(3);
    for (const victim of alive()) {
      process.kill(victim.pid, "SIGKILL");
      const others = (): number => alive().filter(({ pid }) => pid !== victim.pid).length;
      await expect.poll(others, { interval: 5 }).toBe(3);
    }
  });
});
