import { setTimeout as delay } from "node:timers/promises";
import { type GroupPlugin, messageOf, parseDuration } from "@infrakit/infrakit/operator";
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

/** Waits until a group has converged and all its instances are known to be healthy. @throws CommandError if it stalls, or time is up. */
export async function untilConverged(group: GroupPlugin, id: string, deadline: number): Promise<void> {
  for (;;) {
    const { converged, status } = await group.describeGroup(id);
    if (converged && (status === null || status.ready >= status.desired)) return;
    if (status?.phase === "stalled") throw notConverged(id, `it has stalled: ${status.reason}`);
    await pause(deadline, () => notConverged(id, `time is up: ${status?.reason ?? "not converged yet"}`));
  }
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
  try {
    return parseDuration(text);
  } catch (error) {
    throw badInput(`Cannot wait for "${text}": ${messageOf(error)}`, { cause: error });
  }
}

function notConverged(id: string, why: string): CommandError {
  const hint = `infrakit group describe ${id} shows where it stands`;
  const failure = { code: "not_converged", exitCode: exitCode.notConverged, hint };
  return new CommandError(`Cannot wait any longer for group "${id}": ${why}`, failure);
}
