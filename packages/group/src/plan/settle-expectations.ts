import type { Policy } from "./desired.ts";
import { endingWords } from "./ending.ts";
import type { Described } from "./event.ts";
import { withFailure, withSuccess } from "./failures.ts";
import { lossOf, withLoss } from "./losses.ts";
import type { Member } from "./observed.ts";
import type { Expectation, Progress, Tombstone } from "./progress.ts";

/** What a list settles of creations: those that it shows have happened, and those that it had to show have not. */
export function settleExpectations(progress: Progress, event: Described, policy: Policy): Progress {
  if (progress.expectations.length === 0) return progress;
  const shown = createFinder(progress.expectations, event.members);
  const isShown = (expectation: Expectation): boolean => shown(expectation) !== undefined;
  let next = progress;
  for (const expectation of progress.expectations) {
    const member = shown(expectation);
    if (member !== undefined) {
      next = withFlaw({ ...next, hasListed: true, missed: null }, member, expectation);
      if (expectation.state !== "done") next = withSuccess(next);
      if (expectation.state === "sent") next = withUnanswered(next, expectation);
    } else if (hasEnded(progress, expectation, event)) {
      next = withEnded(next, { expectation, event }, policy);
    } else if (expectation.state === "done" && isOver(expectation, event)) {
      next = withUnlisted(next, { expectation, event }, policy);
    }
  }
  const isOpen = (expectation: Expectation): boolean =>
    !isShown(expectation) && !isOver(expectation, event) && !hasEnded(progress, expectation, event);
  return { ...next, expectations: progress.expectations.filter(isOpen) };
}

/** What was asked for and is not among those that are listed. */
export function stillToCome(
  expectations: readonly Expectation[],
  members: readonly Member[],
): readonly Expectation[] {
  const shown = createFinder(expectations, members);
  return expectations.filter((expectation) => shown(expectation) === undefined);
}

function withUnanswered(progress: Progress, { token, deadline }: Expectation): Progress {
  return { ...progress, unanswered: new Map(progress.unanswered).set(token, deadline) };
}

/** Finds who was asked for, by token or by id. Of a long list few are looked for. */
function createFinder(
  expectations: readonly Expectation[],
  members: readonly Member[],
): (expectation: Expectation) => Member | undefined {
  const tokens = new Set(expectations.map(({ token }) => token));
  const ids = new Set(expectations.map(({ id }) => id));
  const byToken = new Map<string, Member>();
  const byId = new Map<string, Member>();
  for (const member of members) {
    if (member.slot !== null && tokens.has(member.slot.token)) byToken.set(member.slot.token, member);
    if (ids.has(member.id)) byId.set(member.id, member);
  }
  return ({ token, id }) => byToken.get(token) ?? byId.get(id ?? "");
}

/** The first that is listed otherwise than it was asked for stops all creations. */
function withFlaw(progress: Progress, member: Member, asked: Expectation): Progress {
  const flaw = flawOf(member, asked);
  if (flaw === null || progress.refusal !== null) return progress;
  const { slot, logicalId } = asked;
  return { ...progress, refusal: flaw, flawed: { id: member.id, slot, logicalId } };
}

/**
 * A list that was behind may show it rightly later, and who is gone by himself is nobody's fault. Who was told to go would
 * have a successor that is listed like him, and that one another: a word is needed then.
 */
export function withoutFlaw(progress: Progress, { members, at }: Described): Progress {
  const { flawed, leaving, tombstones } = progress;
  if (flawed === null) return progress;
  const { id } = flawed;
  if (leaving.has(id) || tombstones.some((tombstone) => tombstone.id === id))
    return { ...progress, flawed: null };
  const member = members.find((each) => each.id === id);
  if (member !== undefined && flawOf(member, flawed) !== null) return progress;
  // Until now nothing could be replaced.
  return { ...progress, refusal: null, flawed: null, movedAt: progress.movedAt === null ? null : at };
}

/**
 * A plugin must list what it has made as that was asked for. Whoever is listed without its logical id, or without the
 * hash of its properties, stands for nothing: another one would be made at once, and again.
 */
function flawOf(
  { id, logicalId, slot, hash }: Member,
  asked: Pick<Expectation, "slot" | "logicalId">,
): string | null {
  const isNamed = asked.logicalId !== null;
  const isElsewhere = isNamed
    ? logicalId !== asked.slot
    : slot !== null && String(slot.number) !== asked.slot;
  const place = `${isNamed ? "logical id" : "slot"} "${asked.slot}"`;
  const what = isElsewhere ? place : hash === "" ? "configuration hash" : null;
  return what === null
    ? null
    : `contract violation: its plugin lists ${id} without the ${what} that it was made with`;
}

/** Whether its plugin has said that what it made is gone, and lists it no more. */
function hasEnded(
  { endings }: Progress,
  { state, id, endedAt }: Expectation,
  { sentAt }: Described,
): boolean {
  const ending = endings.get(id ?? "");
  return state === "done" && ending !== undefined && sentAt >= Math.max(ending.at, endedAt ?? Infinity);
}

/** It ended before it was ever listed: it failed to start, and its plugin lists what there is. */
function withEnded(progress: Progress, { expectation, event }: Unshown, policy: Policy): Progress {
  const id = expectation.id ?? "";
  const reason = `instance ${id} ended at once${endingWords(progress, id)}`;
  const failure = { key: expectation.slot, at: event.at, reason, jitter: event.jitter };
  const lost = withLoss(
    { ...progress, missed: null },
    lossOf(progress, { id, slot: expectation.slot, event }),
  );
  return withFailure(lost, failure, policy);
}

/** What was asked for, and the list that does not show it. */
interface Unshown {
  readonly expectation: Expectation;
  readonly event: Described;
}

/**
 * A plugin that says that it has made something must list it, or the group would be made again and again. What it is
 * known to list may have ended before it could be seen, once: that is a failed start. Two in a row were not seen
 * because they are not listed.
 */
function withUnlisted(progress: Progress, { expectation, event }: Unshown, policy: Policy): Progress {
  const { hasListed, missed, unlisted } = progress;
  const id = expectation.id ?? "";
  const isDoubtful = hasListed && missed === null && unlisted.size === 0;
  if (!isDoubtful) {
    const ids = missed === null ? [id] : [missed, id];
    return { ...progress, missed: null, unlisted: new Set([...unlisted, ...ids]) };
  }
  const failure = { key: expectation.slot, at: event.at, reason: neverListed(id), jitter: event.jitter };
  return withFailure({ ...progress, missed: id }, failure, policy);
}

/** What ended, or got lost, and was not shown by a list that was asked for after its time. */
export function isOver({ state, deadline }: Expectation | Tombstone, event: Described): boolean {
  return state !== "sent" && event.sentAt >= deadline;
}

function neverListed(id: string): string {
  return `instance ${id} was created but never listed: it ended at once, or its plugin does not list it with its tags`;
}
