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
  const { endings, expectations } = progress;
  if (!isOurs(progress, id)) {
    // The answer that names what is being made may still be on its way.
    const mayBeOurs = expectations.some(({ state }) => state === "sent");
    if (!mayBeOurs || countStrange(progress) >= maxStrangeEndings)
      return withLateReason(progress, id, reason);
  }
  return { ...progress, endings: new Map(endings).set(id, { at, reason }) };
}

function isOurs({ seen, expectations }: Progress, id: string): boolean {
  return seen.has(id) || expectations.some((each) => each.id === id);
}

function countStrange(progress: Progress): number {
  // Most plugins say of few that they have ended.
  if (progress.endings.size < maxStrangeEndings) return 0;
  return [...progress.endings.keys()].filter((id) => !isOurs(progress, id)).length;
}

/** Endings that a list says nothing of, or that may belong to what is still being made. */
export function openEndings(
  { endings, expectations }: Progress,
  listSentAt: number,
): ReadonlyMap<string, Ending> {
  if (endings.size === 0) return endings;
  const isMaking = expectations.some(({ state }) => state === "sent");
  return new Map([...endings].filter(([, { at }]) => isMaking || at > listSentAt));
}

/** Why an instance has ended, to be put behind the sentence that says that it has; empty if nobody said. */
export function endingWords({ endings }: Progress, id: string): string {
  const reason = endings.get(id)?.reason;
  return reason === undefined ? "" : `: ${reason}`;
}
