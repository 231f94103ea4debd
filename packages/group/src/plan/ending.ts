import type { Event } from "./event.ts";
import type { Ending, Progress } from "./progress.ts";

/** More endings than these are not remembered at once, whatever a plugin says: they are words, and a look tells who is gone. */
const maxEndings = 1000;

/** Remembers why an instance has ended, until a list shows that it is gone. Whoever may be nobody of ours is passed over. */
export function foldEnded(
  progress: Progress,
  { id, at, reason }: Extract<Event, { kind: "ended" }>,
): Progress {
  const { endings, expectations, seen } = progress;
  // The answer that names what is being made may still be on its way.
  const mayBeOurs = seen.has(id) || expectations.some((each) => each.state === "sent" || each.id === id);
  if (!mayBeOurs || endings.size >= maxEndings) return progress;
  return { ...progress, endings: new Map(endings).set(id, { at, reason }) };
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
