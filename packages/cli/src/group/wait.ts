import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  type GroupDescription,
  type GroupPlugin,
  type GroupStatus,
  messageOf,
  parseDuration,
  PluginError,
} from "@infrakit/infrakit/operator";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError, type Failure, failureOf } from "../failure.ts";
import { listenForStop } from "../stop-signal.ts";
import { findStatus, type StandingPlugin, standingWords } from "./standing.ts";

/** How a command waits. */
export interface WaitOptions {
  readonly wait?: true;
  readonly timeout?: string;
}

/** A wait that somebody else may end. */
export interface Wait {
  /** Aborted when time is up, or by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly wasInterrupted: () => boolean;
}

/** How often a group is asked for. */
const askGapMs = 200;

/** Longest time that a timer holds; a longer one would ring at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Does something that may wait, or not: then it is given `null`. What it asks ends with the wait. */
export async function withWait(
  { wait, timeout }: WaitOptions,
  work: (wait: Wait | null) => Promise<void>,
): Promise<void> {
  const timeoutMs = timeout === undefined ? Infinity : parseTimeout(timeout);
  if (wait !== true && timeout === undefined) return work(null);
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  const signals = timeoutMs > longestTimerMs ? [] : [AbortSignal.timeout(timeoutMs)];
  const signal = AbortSignal.any([stop.signal, ...signals]);
  // Of many groups each is asked for at once.
  setMaxListeners(0, signal);
  try {
    await work({ signal, wasInterrupted: () => stop.signal.aborted });
  } finally {
    stop.close();
  }
}

/** What has become of what was asked, to be told if the wait ends. */
export type Asked = "nothing was asked of it" | "what was asked may still happen" | "what was asked goes on";

const usuallyAsked: Asked = "what was asked goes on";

/** What is waited for: a group of a plugin, for as long as somebody waits. */
export interface Waiting extends Wait {
  /** Default: it goes on. */
  readonly asked?: Asked;
  readonly plugin: StandingPlugin & { readonly group: Pick<GroupPlugin, "describeGroup"> };
  /** Told again and again where the group stands that is waited for, if its plugin says so. */
  readonly onStatus?: (id: string, status: GroupStatus) => void;
}

/**
 * Makes a call that ends with the wait. @throws CommandError that says what has become of what was asked and what the group
 * waits for, if the wait has ended before the call.
 */
export async function inTime<T>(
  { plugin, asked = usuallyAsked, ...wait }: Omit<Waiting, "plugin"> & { readonly plugin: StandingPlugin },
  id: string,
  call: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await call({ signal: wait.signal });
  } catch (error) {
    if (!wait.signal.aborted) throw error;
    const standing = await standingWords(plugin, id);
    const told = `and ${asked}: ${standing}`;
    if (!wait.wasInterrupted()) throw notConverged(id, `time is up, ${told}`, { cause: error });
    const code = { code: "interrupted", exitCode: exitCode.interrupted };
    throw notConverged(id, `interrupted, ${told}`, { cause: error, ...code });
  }
}

/**
 * Waits until groups have converged to what they were committed to just now, and all their instances are known to be
 * healthy. @throws CommandError if one is paused, stalls or is given another commit, or if the wait ends.
 */
export async function untilConverged(waiting: Waiting, ids: readonly string[]): Promise<void> {
  // All are asked at once: that one was rolled back while another was waited for must not go unnoticed.
  const commits = await Promise.all(ids.map(async (id) => (await ask(waiting, id)).status?.commit));
  for (const [at, id] of ids.entries()) await untilOneConverged(waiting, { id, commit: commits[at] });
}

/** What a group is to converge to; a plugin that is not ours does not say which commit that is. */
interface Awaited {
  readonly id: string;
  readonly commit: string | undefined;
}

async function untilOneConverged(waiting: Waiting, { id, commit }: Awaited): Promise<void> {
  let unlistedSince: number | null = null;
  for (;;) {
    const { converged, status, unlisted } = await ask(waiting, id);
    const obstacle = status === null ? null : obstacleOf(status, commit);
    if (obstacle !== null) throw notConverged(id, obstacle);
    if (converged && (status === null || isWhole(status))) return;
    const looksAt = unlisted !== null && status?.phase === "converged" ? status.nextLookAt : null;
    unlistedSince = looksAt === null ? null : (unlistedSince ?? looksAt);
    if (looksAt !== null && unlistedSince !== null && looksAt - unlistedSince > maxUnlistedMs)
      throw cannotWait(waiting, id, unlisted);
    await pause(waiting, id);
  }
}

/**
 * For so long, by the looks that it plans, a group may say that it has converged while nobody else can list its instances:
 * it may not have looked yet.
 */
const maxUnlistedMs = 15_000;

/** Where a group stands, whether it has converged, and why its instances could not be listed; `null` if they were. */
interface Position extends Pick<GroupDescription, "converged" | "status"> {
  readonly unlisted: unknown;
}

async function ask(waiting: Waiting, id: string): Promise<Position> {
  const position = await inTime(waiting, id, (options) => describe(waiting, id, options));
  if (position.status !== null) waiting.onStatus?.(id, position.status);
  return position;
}

/** A group whose instances nobody can list just now has not converged: it says what it waits for. */
async function describe(
  waiting: Waiting,
  id: string,
  options: { readonly signal: AbortSignal },
): Promise<Position> {
  const { plugin } = waiting;
  try {
    return { ...(await plugin.group.describeGroup(id, options)), unlisted: null };
  } catch (error) {
    const { code } = failureOf(error);
    if (options.signal.aborted || code === "group_not_found") throw error;
    const mayStand = error instanceof PluginError || code === "deadline_exceeded";
    const status = mayStand ? await findStatus(plugin, id, options) : null;
    if (status === null) throw cannotWait(waiting, id, error);
    return { converged: false, status, unlisted: error };
  }
}

function cannotWait({ asked = usuallyAsked }: Waiting, id: string, error: unknown): CommandError {
  const { message, ...failure } = failureOf(error);
  const isAway = failure.code === "plugin_unreachable" || failure.code === "connection_lost";
  const goesOn = isAway && asked === usuallyAsked ? `${asked} when its plugin keeps it again` : asked;
  const told = `Cannot wait any longer for group "${id}", and ${goesOn}: ${message}`;
  return new CommandError(told, failure, { cause: error });
}

/** Whether nobody is missing or unwell. Who is outdated in a group that has converged runs the controller, and stays. */
function isWhole({ ready, desired, slots }: GroupStatus): boolean {
  return ready + slots.filter(({ state }) => state === "outdated").length >= desired;
}

/** Why a group will not get there by itself; `null` if it may. */
export function obstacleOf(status: GroupStatus, commit: string | undefined): string | null {
  if (commit !== undefined && status.commit !== commit) {
    return whyRolledBack(status) ?? "it was given another commit meanwhile";
  }
  if (status.phase === "stalled") return `it has stalled: ${status.reason}`;
  if (status.phase === "paused") return `it is paused: ${status.reason}`;
  return status.phase === "destroying" ? "it is being destroyed" : null;
}

function whyRolledBack({ conditions }: GroupStatus): string | null {
  for (const { reason, message } of conditions) {
    if (reason === "RolledBack") return `it was rolled back: ${message}`;
    if (reason === "RollingBack") return `it is being rolled back: ${message}`;
  }
  return null;
}

/** Waits until a group is no longer kept. @throws CommandError if the wait ends before. */
export async function untilGone(waiting: Waiting, id: string): Promise<void> {
  while (await isKept(waiting, id)) await pause(waiting, id);
}

async function isKept(waiting: Waiting, id: string): Promise<boolean> {
  try {
    await ask(waiting, id);
    return true;
  } catch (error) {
    if (failureOf(error).code === "group_not_found") return false;
    throw error;
  }
}

function pause(waiting: Waiting, id: string): Promise<void> {
  return inTime(waiting, id, (options) => delay(askGapMs, undefined, options));
}

/** Whole milliseconds, since a signal takes no part of one. */
function parseTimeout(text: string): number {
  let timeoutMs;
  try {
    timeoutMs = Math.ceil(parseDuration(text));
  } catch (error) {
    throw badInput(`Cannot wait for "${text}": ${messageOf(error)}; give a time such as 90s`, {
      cause: error,
    });
  }
  if (timeoutMs > 0) return timeoutMs;
  throw badInput(`Cannot wait for "${text}": give a time above 0, such as 90s, or none for no wait`);
}

function notConverged(
  id: string,
  why: string,
  { cause, ...code }: ErrorOptions & Partial<Pick<Failure, "code" | "exitCode">> = {},
): CommandError {
  const hint = `infrakit group explain ${id} says what is in the way`;
  const failure = { code: "not_converged", exitCode: exitCode.notConverged, hint, ...code };
  return new CommandError(`Cannot wait any longer for group "${id}": ${why}`, failure, { cause });
}
