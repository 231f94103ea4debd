import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test as base } from "vitest";
import { aliveWith } from "./alive.ts";

const bin = fileURLToPath(new URL("../bin/infrakit.js", import.meta.url));

/** How a command has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** How a command is started. */
export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** A home directory for the command that leaves nothing behind: no file, no process. */
export class Home {
  readonly path: string;
  readonly #children: ChildProcess[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  static async open(): Promise<Home> {
    return new Home(await mkdtemp(join(tmpdir(), "ik-")));
  }

  /** Runs the built command to its end. */
  async run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return await this.start(args, options).ended;
  }

  /** Starts the built command. */
  start(args: readonly string[], options: StartOptions = {}): Running {
    return this.spawn(process.execPath, [bin, ...args], options);
  }

  /** Starts any program with the environment of this home. */
  spawn(program: string, args: readonly string[], { env, input }: StartOptions = {}): Running {
    const child = spawn(program, args, { env: { ...this.environment, ...env } });
    this.#children.push(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
    if (input !== undefined) child.stdin.end(input);
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
    return { child, ended, stdout: () => stdout, stderr: () => stderr };
  }

  get environment(): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      INFRAKIT_HOME: this.path,
      INFRAKIT_GROUP_POLL_INTERVAL: "1s",
    };
    delete env["INFRAKIT_PLUGINS_DIR"];
    delete env["INFRAKIT_DEBUG"];
    return env;
  }

  /** Writes a file below the home and gives its path. */
  async write(name: string, content: unknown): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  /** Starts `infrakit up` and waits until a group has as many processes as it should. */
  async up(spec: string, size: number, ...flags: readonly string[]): Promise<Running> {
    const running = this.start(["up", spec, ...flags]);
    await this.becomes(size);
    await expect
      .poll(() => running.stdout(), { timeout: 10_000 })
      .toContain(`converged, ${size} of ${size} ready`);
    return running;
  }

  /** The processes that were started as instances, as the system lists them. */
  instances(): ReturnType<typeof aliveWith> {
    return aliveWith("INFRAKIT_HOME", this.path).filter(({ instance }) => instance !== "");
  }

  async becomes(count: number): Promise<void> {
    const ids = (): readonly string[] => this.instances().map(({ instance }) => instance);
    await expect.poll(() => new Set(ids()).size, { timeout: 15_000, interval: 20 }).toBe(count);
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    for (let left = aliveWith("INFRAKIT_HOME", this.path); left.length > 0;) {
      for (const { pid } of left) killIfThere(pid);
      left = aliveWith("INFRAKIT_HOME", this.path);
    }
    await rm(this.path, { recursive: true, force: true });
  }
}

/** A group of processes that do nothing for a long time. */
export function sleepers(
  id: string,
  size: number,
  properties: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    ID: id,
    Properties: {
      Allocation: { Size: size },
      Instance: { Plugin: "process", Properties: { Command: "sleep", Args: ["100000"], ...properties } },
      Flavor: { Plugin: "vanilla", Properties: {} },
    },
  };
}

/** Sends SIGKILL; the process may be gone already. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A test with a home of its own. */
export const test = base.extend<{ home: Home }>({
  // eslint-disable-next-line no-empty-pattern
  home: async ({}, use) => {
    const home = await Home.open();
    await use(home);
    await home.close();
  },
});
