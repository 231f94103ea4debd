import type { Event } from "./event.ts";
import { withLateReason } from "./losses.ts";
import type { Ending, Progress } from "./progress.ts";

/** More endings than these of instances that may be none of ours are not remembered at once: a look tells who is gone. */
const maxStrangeEndings = 1000;

/** Remembers why an instance has ended, until a list shows that it is gone; if one did already, what it was lost for. */
export function foldEnded(
  progress: Progress,
  { id, at, reason }: Extract<Event, { kind: "ended" }>,
): Progress {
  if (!isOurs(progress, id)) {
    const explained = withLateReason(progress, id, reason);
    if (explained !== progress || !mayBeOurs(progress)) return explained;
  }
  return { ...progress, endings: new Map(progress.endings).set(id, { at, reason }) };
}

/** The answer that names what is being made may still be on its way. */
function mayBeOurs(progress: Progress): boolean {
  const isMaking = progress.expectations.some(({ state }) => state === "sent");
  return isMaking && countStrange(progress) < maxStrangeEndings;
}

function isOurs({ seen, expectations }: Progress, id: string): boolean {
  return seen.has(id) || expectations.some((each) => each.id === id);
}

function countStrange(progress: Progress): number {
  // Most plugins say of few that they have ended.
  if (progress.endings.size < maxStrangeEndings) return 0;
  return [...progress.endings.keys()].filter((id) => !isOurs(progress, id)).length;
}

/**
 * Endings that a list says nothing of, or that may belong to what is still being made. So may one of what is made
 * already, where the list was sent before that was known.
 */
export function openEndings(
  { endings, expectations }: Progress,
  listSentAt: number,
): ReadonlyMap<string, Ending> {
  if (endings.size === 0) return endings;
  const isMaking = expectations.some(({ state }) => state === "sent");
  const awaited = new Set(expectations.map(({ id }) => id));
  return new Map([...endings].filter(([id, { at }]) => isMaking || at > listSentAt || awaited.has(id)));
}

/** Why an instance has ended, to be put behind the sentence that says that it has; empty if nobody said. */
export function endingWords({ endings }: Progress, id: string): string {
  const reason = endings.get(id)?.reason;
  return reason === undefined ? "" : `: ${reason}`;
}
