import type { Desired, Policy } from "./desired.ts";
import { endingWords, openEndings } from "./ending.ts";
import type { Described } from "./event.ts";
import { clearFailures, withFailure } from "./failures.ts";
import { lossOf, lostHealth, withLoss } from "./losses.ts";
import {
  adoptKey,
  destroyKey,
  type Failures,
  instanceOfKey,
  type Progress,
  type Sighting,
  type Tombstone,
} from "./progress.ts";
import { isOver, settleExpectations, withoutFlaw } from "./settle-expectations.ts";
import { slotKeyOf } from "./slot.ts";

/**
 * What a list of instances settles: creations that it shows have happened, destroys that it no longer shows
 * as well; an instance that went away by itself while it was young has failed. It speaks only of what ended
 * before it was asked for.
 */
export function foldDescribed(
  progress: Progress,
  event: Described,
  { slots, policy }: Pick<Desired, "slots" | "policy">,
): Progress {
  const described = {
    ...progress,
    describeFailures: { count: 0, lastAt: event.at },
    // While nothing was known, nothing could be replaced.
    movedAt: progress.describeFailures.count > 0 ? event.at : (progress.movedAt ?? event.at),
  };
  if (event.members.length === 0 && progress.seen.size > 0) {
    if (progress.emptySince === null) return { ...described, emptySince: event.at };
    if (event.sentAt < progress.emptySince) return described;
  }
  const settled = settleSteps({ ...described, emptySince: null }, event, policy);
  const { leaving, tombstones, kept } = progress;
  const toldToGo = new Set([...leaving, ...kept, ...tombstones.map(({ id }) => id)]);
  const logicalIds = logicalIdsOf(progress, event);
  const listing = { event, toldToGo, logicalIds, seen: seenIn(progress, event, { logicalIds, slots }) };
  return settleMembers(countLosses(settled, listing, policy), listing, policy);
}

/** A list, and what it says of members. */
interface Listing {
  readonly event: Described;
  /** Who was to go before it came. */
  readonly toldToGo: ReadonlySet<string>;
  readonly logicalIds: ReadonlyMap<string, string>;
  readonly seen: ReadonlyMap<string, Sighting>;
}

function seenIn(
  { seen: before }: Progress,
  { members, at }: Described,
  { logicalIds, slots }: Pick<Listing, "logicalIds"> & Pick<Desired, "slots">,
): ReadonlyMap<string, Sighting> {
  const seen = new Map<string, Sighting>();
  for (const member of members) {
    const firstAt = before.get(member.id)?.firstAt ?? at;
    const logicalId = logicalIds.get(member.id) ?? null;
    seen.set(member.id, { firstAt, lastAt: at, slot: slotKeyOf({ ...member, logicalId }, slots) });
  }
  return seen;
}

function settleSteps(progress: Progress, event: Described, policy: Policy): Progress {
  const afterExpectations = settleExpectations(withoutFlaw(progress, event), event, policy);
  return settleAdoptions(settleTombstones(afterExpectations, event), event, policy);
}

function settleTombstones(progress: Progress, event: Described): Progress {
  if (progress.tombstones.length === 0) return progress;
  const ids = new Set(event.members.map(({ id }) => id));
  const hasGone = ({ id, state, endedAt }: Tombstone): boolean =>
    !ids.has(id) && state !== "sent" && endedAt !== null && event.sentAt >= endedAt;
  let next = progress;
  for (const tombstone of progress.tombstones) {
    if (hasGone(tombstone)) next = settleGone(next, tombstone, event);
  }
  const hasStayed = ({ id, state, endedAt }: Tombstone): boolean =>
    ids.has(id) && state === "refused" && endedAt !== null && event.sentAt >= endedAt;
  const isOpen = (tombstone: Tombstone): boolean =>
    !hasGone(tombstone) && !hasStayed(tombstone) && !isOver(tombstone, event);
  return { ...next, tombstones: progress.tombstones.filter(isOpen) };
}

function settleGone(progress: Progress, { id, slot, isHealing }: Tombstone, { at }: Described): Progress {
  const next = clearFailures(progress, destroyKey(id));
  return isHealing ? withLoss(next, { slot, instance: id, at, reason: lostHealth }) : next;
}

/** An instance that asks to be adopted after it was labelled was not: it is tried again, ever more slowly. */
function settleAdoptions(progress: Progress, event: Described, policy: Policy): Progress {
  if (progress.adopting.size === 0) return progress;
  const asking = new Set(event.members.filter(({ isBootstrap }) => isBootstrap).map(({ id }) => id));
  const isOpen = (endedAt: number | null): boolean => endedAt === null || event.sentAt < endedAt;
  let next = progress;
  for (const [id, endedAt] of progress.adopting) {
    if (isOpen(endedAt)) continue;
    const key = adoptKey(id);
    const failure = { key, at: event.at, reason: `${id} could not be labelled`, jitter: event.jitter };
    next = asking.has(id) ? withFailure(next, failure, policy) : clearFailures(next, key);
  }
  return { ...next, adopting: new Map([...progress.adopting].filter(([, endedAt]) => isOpen(endedAt))) };
}

/** An instance that nobody told to go was lost; one that went before it was of age failed to start. */
function countLosses(progress: Progress, { event, toldToGo, seen }: Listing, policy: Policy): Progress {
  let next = progress;
  for (const [id, { firstAt, lastAt, slot }] of progress.seen) {
    if (id === "" || seen.has(id) || toldToGo.has(id)) continue;
    next = withLoss(next, lossOf(progress, { id, slot, event }));
    if (lastAt - firstAt >= policy.quickFailureMs) continue;
    const within = Math.round((event.at - firstAt) / 100) / 10;
    const why = endingWords(progress, id);
    const reason = `instance ${id} was gone ${within} s after it was first seen${why}`;
    next = withFailure(next, { key: slot, at: event.at, reason, jitter: event.jitter }, policy);
  }
  return next;
}

/** Remembers who was listed, and forgets what stood in the way of those who are of age, or gone. */
function settleMembers(progress: Progress, { event, logicalIds, seen }: Listing, policy: Policy): Progress {
  return {
    ...progress,
    seen,
    logicalIds,
    endings: openEndings(progress, event.sentAt),
    failures: openFailures(progress, { seen, at: event.at }, policy),
    ...stillInTheWay(progress, seen),
    healthySince: ofThose(seen, progress.healthySince),
    unhealthySince: ofThose(seen, progress.unhealthySince),
    doubtedSince: ofThose(seen, progress.doubtedSince),
    unasked: ofThose(seen, progress.unasked),
    leaving: new Set([...progress.leaving].filter((id) => seen.has(id))),
    // Better late than never.
    unlisted: new Set([...progress.unlisted].filter((id) => !seen.has(id))),
    hasListed: progress.hasListed || event.members.some(({ slot }) => slot !== null),
    kept: progress.kept.filter((id) => seen.has(id)),
    replacing: new Set([...progress.replacing].filter((id) => seen.has(id))),
  };
}

/** What stands in the way of those who are neither of age nor gone. */
function openFailures(
  { failures, unhealthySince }: Progress,
  { seen, at }: { readonly seen: ReadonlyMap<string, Sighting>; readonly at: number },
  { quickFailureMs }: Policy,
): ReadonlyMap<string, Failures> {
  if (failures.size === 0) return failures;
  // Whoever is unhealthy is no proof that its slot can be served.
  const serving = [...seen].filter(([id]) => !unhealthySince.has(id));
  const bornAt = new Map(serving.map(([, { slot, firstAt }]) => [slot, firstAt]));
  const isOpen = ([key, { lastAt }]: [string, Failures]): boolean => {
    const id = instanceOfKey(key);
    if (id !== null) return seen.has(id);
    // What failed last may have been a twin of whom serves the slot.
    return at - Math.max(bornAt.get(key) ?? Infinity, lastAt) < quickFailureMs;
  };
  return new Map([...failures].filter(isOpen));
}

/** What is known of members who were listed; mostly all were, and it is the same map. */
function ofThose<T>(
  seen: ReadonlyMap<string, Sighting>,
  byId: ReadonlyMap<string, T>,
): ReadonlyMap<string, T> {
  const gone = [...byId.keys()].filter((id) => !seen.has(id));
  if (gone.length === 0) return byId;
  const left = new Map(byId);
  for (const id of gone) left.delete(id);
  return left;
}

/** An update that one instance stopped goes on when that instance is gone, unless it was told to wait. */
function stillInTheWay(
  { updateFailure, extent, word }: Progress,
  seen: ReadonlyMap<string, Sighting>,
): Pick<Progress, "updateFailure" | "extent"> {
  const { id } = updateFailure ?? { id: null };
  if (id === null || seen.has(id)) return { updateFailure, extent };
  return { updateFailure: null, extent: word === "go" ? null : extent };
}

/** Nobody changes its logical id: who is listed without one is still who it was. */
function logicalIdsOf({ logicalIds }: Progress, { members }: Described): ReadonlyMap<string, string> {
  if (logicalIds.size === 0 && members.every(({ logicalId }) => logicalId === null)) return logicalIds;
  const named = members.flatMap(({ id, logicalId }) => {
    const known = logicalId ?? logicalIds.get(id);
    return known === undefined ? [] : [[id, known] as const];
  });
  return new Map(named);
}
