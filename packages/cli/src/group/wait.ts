import { setTimeout as delay } from "node:timers/promises";
import { type GroupPlugin, type GroupStatus, messageOf, parseDuration } from "@infrakit/infrakit/operator";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError, failureOf } from "../failure.ts";

/** How a command waits. */
export interface WaitOptions {
  readonly wait?: true;
  readonly timeout?: string;
}

/** How often a group is asked for. */
const askGapMs = 200;

/** When to give up, in milliseconds of `performance.now()`; `null` for not waiting at all. */
export function waitDeadline({ wait, timeout }: WaitOptions): number | null {
  if (timeout !== undefined) return performance.now() + parseTimeout(timeout);
  return wait === true ? Number.POSITIVE_INFINITY : null;
}

/**
 * Waits until groups have converged to what they were committed to just now, and all their instances are known to be
 * healthy. @throws CommandError if one is paused, stalls or is given another commit, or if time is up.
 */
export async function untilConverged(
  group: GroupPlugin,
  ids: readonly string[],
  deadline: number,
): Promise<void> {
  // All are asked at once: that one was rolled back while another was waited for must not go unnoticed.
  const commits = await Promise.all(ids.map((id) => commitOf(group, id)));
  for (const [at, id] of ids.entries()) await untilOneConverged(group, { id, commit: commits[at] }, deadline);
}

/** What a group is to converge to; a plugin that is not ours does not say which commit that is. */
interface Awaited {
  readonly id: string;
  readonly commit: string | undefined;
}

async function untilOneConverged(
  group: GroupPlugin,
  { id, commit }: Awaited,
  deadline: number,
): Promise<void> {
  for (;;) {
    const { converged, status } = await group.describeGroup(id);
    const obstacle = status === null ? null : obstacleOf(status, commit);
    if (obstacle !== null) throw notConverged(id, obstacle);
    if (converged && (status === null || status.ready >= status.desired)) return;
    await pause(deadline, () => notConverged(id, `time is up: ${status?.reason ?? "not converged yet"}`));
  }
}

async function commitOf(group: GroupPlugin, id: string): Promise<string | undefined> {
  return (await group.describeGroup(id)).status?.commit;
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

/** Waits until a group is no longer kept. @throws CommandError if time is up. */
export async function untilGone(group: GroupPlugin, id: string, deadline: number): Promise<void> {
  for (;;) {
    const left = await countOf(group, id);
    if (left === null) return;
    await pause(deadline, () => notConverged(id, `time is up: ${left} instances are left`));
  }
}

/** `null` if the group is no longer kept. */
async function countOf(group: GroupPlugin, id: string): Promise<number | null> {
  try {
    return (await group.describeGroup(id)).instances.length;
  } catch (error) {
    if (failureOf(error).code === "group_not_found") return null;
    throw error;
  }
}

async function pause(deadline: number, timeIsUp: () => Error): Promise<void> {
  const left = deadline - performance.now();
  if (left <= 0) throw timeIsUp();
  await delay(Math.min(askGapMs, left));
}

function parseTimeout(text: string): number {
  let timeoutMs;
  try {
    timeoutMs = parseDuration(text);
  } catch (error) {
    throw badInput(`Cannot wait for "${text}": ${messageOf(error)}`, { cause: error });
  }
  if (timeoutMs > 0) return timeoutMs;
  throw badInput(`Cannot wait for "${text}": give a time above 0, such as 90s, or none for no wait`);
}

function notConverged(id: string, why: string): CommandError {
  const hint = `infrakit group explain ${id} says what is in the way`;
  const failure = { code: "not_converged", exitCode: exitCode.notConverged, hint };
  return new CommandError(`Cannot wait any longer for group "${id}": ${why}`, failure);
}
