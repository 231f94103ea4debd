import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "@infrakit/manager/state";
import { LocalError } from "@infrakit/spi";
import type { ProcessEntry, TokenEntry } from "./process-table.ts";
import { isSameProcess, type ProcessIdentity } from "./record.ts";

/** The processes of an instance. */
export interface ProcessTree {
  /** The token that they carry. */
  readonly id: string;
  /** The process that was started: it leads the group. `null` if it is not known. */
  readonly leader: ProcessIdentity | null;
}

/** What ending a tree needs. */
export interface EndOptions {
  readonly list: () => Promise<readonly TokenEntry[]>;
  readonly boot: string;
  /** How long the processes have to end by themselves. */
  readonly graceMs: number;
  /** Gives up; what was signalled stays signalled. */
  readonly signal: AbortSignal;
}

/** How long the system may take to end a process that was killed. One that waits for a dead disk takes longer. */
const killMs = 10_000;

/** The first and the longest pause between two looks at the processes. */
const pauseMs = { first: 5, longest: 100 };

/**
 * Ends all processes of an instance: asks them (`SIGTERM`), waits, and kills those that remain. Returns when
 * none is left.
 * @throws if some do not end even then, or the wait is given up.
 */
export async function endTree(tree: ProcessTree, options: EndOptions): Promise<void> {
  const start = performance.now();
  const members = new Members(tree, options);
  let isAsked = false;
  for (let pause = pauseMs.first; ; pause = Math.min(2 * pause, pauseMs.longest)) {
    const left = await members.find();
    if (left.length === 0) return;
    const passedMs = performance.now() - start;
    if (passedMs > options.graceMs + killMs) throw new Error(stillThere(tree, left));
    if (passedMs >= options.graceMs) members.send(left, "SIGKILL");
    else if (!isAsked) askToEnd(members, left);
    isAsked = true;
    const untilGrace = options.graceMs - passedMs;
    await wait(untilGrace > 0 ? Math.min(pause, untilGrace) : pause, options.signal);
  }
}

/** A process that was stopped hears nothing until it continues. */
function askToEnd(members: Members, left: readonly ProcessEntry[]): void {
  members.send(left, "SIGTERM");
  members.send(left, "SIGCONT");
}

/** Finds and signals the members of a tree. */
class Members {
  readonly #tree: ProcessTree;
  readonly #options: EndOptions;
  /** The process group, once it is proved to be the instance's and as long as it is seen to have members. */
  #group: number | undefined;

  constructor(tree: ProcessTree, options: EndOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  async find(): Promise<readonly ProcessEntry[]> {
    const listed = await this.#options.list();
    this.#group ??= findGroup(this.#tree, listed, this.#options.boot);
    const group = this.#group;
    const found = listed.filter((entry) => entry.token === this.#tree.id || entry.group === group);
    if (!found.some((entry) => entry.group === group)) this.#group = undefined;
    return found;
  }

  /** One signal to the group reaches also those who were born since; the others are reached one by one. */
  send(entries: readonly ProcessEntry[], signal: NodeJS.Signals): void {
    if (this.#group !== undefined) sendSignal(-this.#group, signal);
    for (const { pid, group } of entries) if (group !== this.#group) sendSignal(pid, signal);
  }
}

/**
 * The process group of an instance, if it can be proved: its leader is the process that was noted, or the
 * leader is gone and a member carries the token. (While a group has members, its number is not used again.)
 */
export function findGroup(
  { id, leader }: ProcessTree,
  listed: readonly TokenEntry[],
  boot: string,
): number | undefined {
  if (leader === null || leader.boot !== boot) return undefined;
  const found = listed.find(({ pid }) => pid === leader.pid);
  if (found !== undefined) return isSameProcess(leader, found, boot) ? leader.pid : undefined;
  return listed.some((entry) => entry.group === leader.pid && entry.token === id) ? leader.pid : undefined;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone already; or another user's, which is found again and reported when the time is up.
    if (codeOf(error) !== "ESRCH" && codeOf(error) !== "EPERM") throw error;
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    throw new LocalError("aborted", "Cannot wait for the processes to end: the plugin was closed", {
      cause: error,
    });
  }
}

function stillThere({ id }: ProcessTree, left: readonly ProcessEntry[]): string {
  const pids = left.map(({ pid }) => pid).join(", ");
  return `Cannot end the instance "${id}": process ${pids} did not end within ${killMs / 1_000} s of SIGKILL`;
}
