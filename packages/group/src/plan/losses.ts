import type { SlotLoss } from "@infrakit/spi/data";
import type { Described } from "./event.ts";
import type { Losses, Progress } from "./progress.ts";

/** A member that is gone though nobody told it to go, or that was replaced for its health. */
export interface Loss {
  readonly slot: string;
  readonly instance: string;
  readonly at: number;
  readonly reason: string | null;
}

/** Why a member was lost that was replaced for its health. */
export const lostHealth = "was unhealthy, and was replaced";

/** A slot that has kept its member for so long is stable again. */
const stableMs = 10 * 60_000;

/** Losses in a row from which on a slot loses its members again and again. Once may be chance, and so may twice. */
const leastInARow = 3;

/** Slots with losses that are remembered. Which slots there are, members say. */
const maxSlots = 100_000;

/** Why and when an instance was lost that is no longer listed, as far as its plugin has said so. */
export function lossOf(
  { endings }: Progress,
  { id, slot, event }: { readonly id: string; readonly slot: string; readonly event: Described },
): Loss {
  const { at, reason } = endings.get(id) ?? { at: event.at, reason: null };
  return { slot, instance: id, at, reason };
}

/** Counts a loss. An instance of another controller has no slot of its own, and counts in the sum alone. */
export function withLoss(progress: Progress, { slot, instance, at, reason }: Loss): Progress {
  const restarts = progress.restarts + 1;
  const before = progress.losses.get(slot);
  const isKept = slot !== instance && (before !== undefined || progress.losses.size < maxSlots);
  if (!isKept) return { ...progress, restarts };
  const isStable = before === undefined || at - before.lastAt >= stableMs;
  const inARow = isStable ? 1 : before.inARow + 1;
  const losses = { slot, count: (before?.count ?? 0) + 1, inARow, lastAt: at, instance, reason };
  return { ...progress, restarts, losses: new Map(progress.losses).set(slot, losses) };
}

/** A list may have shown that an instance is gone before its plugin says why. */
export function withLateReason(progress: Progress, instance: string, reason: string): Progress {
  for (const [slot, losses] of progress.losses) {
    if (losses.instance !== instance || losses.reason !== null) continue;
    return { ...progress, losses: new Map(progress.losses).set(slot, { ...losses, reason }) };
  }
  return progress;
}

/** The loss that a slot had last, as people are told of it. */
export function lastLossOf({ lastAt, instance, reason }: Losses): SlotLoss {
  return { at: lastAt, instance, reason: reason ?? "is gone, and its plugin did not say why" };
}

/** Whether a slot loses its members again and again: three times, without ten minutes in peace in between or since. */
export function isLosing({ inARow, lastAt }: Losses, now: number): boolean {
  return inARow >= leastInARow && now - lastAt < stableMs;
}
