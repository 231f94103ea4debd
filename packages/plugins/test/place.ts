import { execFile, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  createProcessInstances,
  processInstance,
  type ProcessInstances,
  type ProcessInstancesOptions,
} from "@infrakit/plugins/instance/process";
import type { InstancePlugin } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
import { test as base } from "vitest";

/** A directory of processes that leaves nothing behind, whatever a test does. */
export class Place {
  readonly directory: string;
  /** Stands among the arguments of every program of this test, so that the test finds it by its own means. */
  readonly marker: string = `marker-${randomBytes(6).toString("hex")}`;
  /** An id that no other test, on this machine, uses at the same time. */
  readonly token: string = randomBytes(10).toString("hex");
  readonly #close: (() => Promise<unknown>)[] = [];

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(): Promise<Place> {
    return new Place(await mkdtemp(join(tmpdir(), "infrakit-process-")));
  }

  /** Opens the plugin in this process. */
  async openPlugin(options: Partial<ProcessInstancesOptions> = {}): Promise<ProcessInstances> {
    const plugin = await createProcessInstances({ directory: this.directory, graceMs: 5_000, ...options });
    this.#close.push(() => plugin.close());
    return plugin;
  }

  /** Starts a process that can be killed: it does with the plugin what it is told. */
  async startHost(): Promise<Host> {
    const host = await Host.start(this);
    this.#close.push(() => host.kill());
    return host;
  }

  /** A spec whose program is a shell with this script. */
  script(script: string, overrides: Partial<InstanceSpec> = {}): InstanceSpec {
    const { properties } = processInstance({ command: "sh", args: ["-c", script, this.marker] });
    return { properties, tags: {}, init: "", logicalId: null, attachments: [], ...overrides };
  }

  /** A spec whose program does nothing for a long time. */
  sleeper(overrides: Partial<InstanceSpec> = {}): InstanceSpec {
    return this.script("while :; do sleep 100; done", overrides);
  }

  /**
   * The pids of all living processes of this test whose arguments contain the text. A fork that is about to become
   * another program still shows the arguments of its parent: it is none of them.
   */
  async running(text: string = this.marker): Promise<readonly number[]> {
    const { stdout } = await promisify(execFile)("ps", ["axww", "-o", "pid=,ppid=,stat=,args="]);
    const lines = stdout
      .split("\n")
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [])
      .filter(([, , , state = "Z", args = ""]) => !state.startsWith("Z") && args.includes(text))
      .filter(([, , , , args = ""]) => args.includes(this.marker) && !args.includes("host.js"));
    const argsByPid = new Map(lines.map(([, pid, , , args]) => [pid, args]));
    return lines
      .filter(([, , parent, , args]) => argsByPid.get(parent) !== args)
      .map(([, pid]) => Number(pid));
  }

  async close(): Promise<void> {
    for (const close of this.#close) await close();
    for (let pids = await this.running(); pids.length > 0; pids = await this.running()) {
      for (const pid of pids) killIfThere(pid);
    }
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** What a {@link Host} can be told to do. */
export type HostOrder =
  | { readonly do: "provision"; readonly script: string; readonly count: number }
  | { readonly do: "keep provisioning"; readonly script: string }
  | { readonly do: "write an intent"; readonly id: string }
  | { readonly do: "start without a note"; readonly id: string; readonly script: string }
  | { readonly do: "close and block" };

/** A process of its own with the plugin in it. */
export class Host {
  readonly pid: number;
  readonly #child: ReturnType<typeof fork>;

  private constructor(child: ReturnType<typeof fork>) {
    this.#child = child;
    this.pid = child.pid ?? 0;
  }

  static async start(place: Place): Promise<Host> {
    const program = new URL("./host.js", import.meta.url);
    const child = fork(program, [place.directory, place.marker], { execArgv: [] });
    await once(child, "message");
    return new Host(child);
  }

  /** Returns what the host answers: ids. */
  async order(order: HostOrder): Promise<readonly string[]> {
    const answer = once(this.#child, "message");
    this.#child.send(order);
    const [ids] = (await answer) as [readonly string[]];
    return ids;
  }

  /** `kill -9`, and waits until it is dead. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}

/** Sends SIGKILL; the process may be gone already. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A query for everything. */
export const everything = { tags: {}, properties: false } as const;

/** The sorted ids of all instances. */
export async function idsOf(plugin: InstancePlugin): Promise<readonly string[]> {
  return (await plugin.describeInstances(everything)).map(({ id }) => id).sort();
}

/** The pid of an instance that was described with its properties. */
export function pidOf(instance: InstanceDescription | undefined): number {
  if (instance === undefined || instance.properties === null)
    throw new Error("it was described without properties, or not at all");
  return (instance.properties.parse() as { readonly Pid: number }).Pid;
}

/** A test with a place of its own. */
export const test = base.extend<{ place: Place }>({
  // eslint-disable-next-line no-empty-pattern
  place: async ({}, use) => {
    const place = await Place.open();
    await use(place);
    await place.close();
  },
});
