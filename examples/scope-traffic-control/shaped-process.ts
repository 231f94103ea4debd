import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readlink } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** A process in a network namespace of its own. */
export interface ShapedProcess {
  readonly pid: number;
  /** Why its network cannot be shaped; it may run in the network of the machine then. */
  readonly unable?: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Has `netem` treat all that it sends and gets by a rule, such as `["delay", "1s"]`; by none if that is empty. */
  shape(rule: readonly string[]): Promise<void>;
  stop(): void;
}

const run = promisify(execFile);

/** How long the process may take to be in its namespace. */
const maxStartMs = 5000;

/**
 * Starts a program in a network namespace of its own, which has a loopback and nothing else. Where that is not allowed, or
 * the system cannot shape traffic, it is started all the same, and `unable` says why.
 */
export async function startShapedProcess(program: string, args: readonly string[]): Promise<ShapedProcess> {
  try {
    return await startInNamespace(program, args);
  } catch (error) {
    const child = await start(program, args);
    return { ...processOf(child), unable: reasonOf(error), shape: () => Promise.reject(error) };
  }
}

/** @throws Error if there can be no namespace, or no rule in it. The program does not run then. */
async function startInNamespace(program: string, args: readonly string[]): Promise<ShapedProcess> {
  // unshare becomes the program: its id is that of the program.
  const child = await start("unshare", ["--net", "--", program, ...args]);
  const shaped = processOf(child);
  try {
    await waitForNamespace(child);
    const inside = (...command: readonly string[]): Promise<unknown> =>
      run("nsenter", ["--target", String(shaped.pid), "--net", "--", ...command]);
    await inside("ip", "link", "set", "lo", "up");
    const shape = async (rule: readonly string[]): Promise<void> => {
      const wanted = rule.length === 0 ? ["pfifo"] : ["netem", ...rule];
      await inside("tc", "qdisc", "replace", "dev", "lo", "root", ...wanted);
    };
    // Many systems lack netem, a module of the kernel: better to know before somebody presses a button.
    await shape(["delay", "0ms"]);
    await shape([]);
    return { ...shaped, shape };
  } catch (error) {
    shaped.stop();
    await shaped.ended;
    throw error;
  }
}

async function start(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  await once(child, "spawn");
  return child;
}

function processOf(child: ChildProcess): Pick<ShapedProcess, "pid" | "ended" | "stop"> {
  const ended = child.exitCode === null ? once(child, "exit").then(() => undefined) : Promise.resolve();
  // A process that was spawned has an id.
  return { pid: child.pid ?? 0, ended, stop: () => void child.kill() };
}

/** Until then a rule would be one of the machine's own network. */
async function waitForNamespace(child: ChildProcess): Promise<void> {
  const ours = await readlink("/proc/self/ns/net");
  for (const end = Date.now() + maxStartMs; Date.now() < end; await pause(10)) {
    if (child.exitCode !== null) throw new Error(`unshare --net ended with exit code ${child.exitCode}`);
    if ((await readlink(`/proc/${child.pid}/ns/net`)) !== ours) return;
  }
  throw new Error(`unshare --net made no namespace within ${maxStartMs} ms`);
}

/** What a program wrote before it failed says more than that it did. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const wrote = "stderr" in error ? String(error.stderr).trim() : "";
  return `${error.message.split("\n")[0]}${wrote === "" ? "" : `: ${wrote.replaceAll("\n", " ")}`}`;
}
