import type { Health } from "@infrakit/spi/data";
import type { Desired, Policy } from "./desired.ts";
import type { Event } from "./event.ts";
import { foldEnded } from "./ending.ts";
import { foldDescribed } from "./fold-described.ts";
import { foldStepEnded, foldStepSent } from "./fold-step.ts";
import { type Expectation, noProgress, type Progress, type Sighting, withoutEvidence } from "./progress.ts";

/**
 * What is known after an event. Together with `planNext` it owns every decision: this one remembers, the
 * other concludes. An event that comes late, about a step that was given up, changes nothing.
 */
export function fold(progress: Progress, event: Event, desired: Pick<Desired, "slots" | "policy">): Progress {
  const { policy } = desired;
  switch (event.kind) {
    case "started":
      return foldStarted(event, policy);
    case "taken-up":
      return { ...progress, expectations: stillOpen(event, policy) };
    case "committed":
      return foldCommitted(progress, event);
    case "told":
      return foldTold(progress, event);
    case "told-to-replace":
      return foldToldToReplace(progress, event);
    case "overslept":
      return foldOverslept(progress, event);
    case "update-failed":
      return { ...progress, updateFailure: event.failure };
    case "proven":
      return { ...progress, movedAt: null };
    case "held":
      return { ...progress, extent: event.extent };
    case "converged":
      return foldConverged(progress);
    case "told-to-destroy":
      return { ...progress, updateFailure: null, seen: new Map([...progress.seen, unseen(event.at)]) };
    case "told-to-go":
      return foldToldToGo(progress, event.ids);
    case "described":
      return foldDescribed(progress, event, desired);
    case "ended":
      return foldEnded(progress, event);
    case "describe-failed":
      return {
        ...progress,
        describeFailures: { count: progress.describeFailures.count + 1, lastAt: event.at },
      };
    case "health-answered":
      return {
        ...progress,
        healthySince: sinceWhen(progress.healthySince, event, (health) => health === "healthy"),
        unhealthySince: sinceWhen(progress.unhealthySince, event, (health) => health === "unhealthy"),
        doubtedSince: sinceWhen(progress.doubtedSince, event, (health) => health !== "healthy"),
        unasked: stillUnasked(progress.unasked, event),
      };
    case "step-sent":
      return foldStepSent(progress, event, policy);
    case "step-ended":
      return foldStepEnded(progress, event, policy);
  }
}

/**
 * That time does not count: nothing could be replaced, and nobody was watched. Whoever was called unhealthy may be well by
 * now, and is watched from the beginning.
 */
function foldOverslept(progress: Progress, { at, forMs }: Extract<Event, { kind: "overslept" }>): Progress {
  const later = (since: number): number => Math.min(at, since + forMs);
  const allLater = (times: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
    new Map([...times].map(([id, since]) => [id, later(since)]));
  return {
    ...progress,
    healthySince: allLater(progress.healthySince),
    unhealthySince: new Map([...progress.unhealthySince.keys()].map((id) => [id, at])),
    doubtedSince: allLater(progress.doubtedSince),
    movedAt: progress.movedAt === null ? null : later(progress.movedAt),
  };
}

function foldToldToGo(progress: Progress, ids: readonly string[]): Progress {
  const kept = progress.kept.filter((id) => !ids.includes(id));
  return { ...progress, kept, leaving: new Set([...progress.leaving, ...ids]) };
}

/** It is an update, also where those who are to be replaced go by themselves. */
function foldToldToReplace(
  progress: Progress,
  { at, ids }: Extract<Event, { kind: "told-to-replace" }>,
): Progress {
  return { ...progress, movedAt: at, isUpdating: true, replacing: new Set([...progress.replacing, ...ids]) };
}

/**
 * A commit lifts every stop, and is an update if it is of another version. Only that drains the instance that we run on
 * again. What undoes an update that has failed leaves the evidence of that; whoever commits the same once more while it does
 * so, does not make it an update.
 */
function foldCommitted(
  progress: Progress,
  { at, isSameVersion, isRollback }: Extract<Event, { kind: "committed" }>,
): Progress {
  const { kept, leaving, updateFailure } = progress;
  const goesOnBack = isSameVersion && progress.isRollback;
  return {
    ...goingOn(progress, at),
    ...(isRollback && updateFailure !== null && { kept, leaving }),
    isUpdating: !isSameVersion || progress.isUpdating,
    losses: isSameVersion ? progress.losses : noProgress.losses,
    isPromoted: isSameVersion && progress.isPromoted,
    isRollback: isRollback || goesOnBack,
    takenBack: goesOnBack ? progress.takenBack : isRollback ? updateFailure : null,
    selfDrain: isSameVersion || progress.selfDrain === "sent" ? progress.selfDrain : "none",
  };
}

/** The update is over. What replaces something from now on is no part of it: nobody need promote it. */
function foldConverged(progress: Progress): Progress {
  return {
    ...progress,
    updateFailure: null,
    extent: null,
    isUpdating: false,
    word: "go",
    isPromoted: true,
    isRollback: false,
  };
}

function foldTold(progress: Progress, { at, command }: Extract<Event, { kind: "told" }>): Progress {
  switch (command) {
    case "pause":
      // Whoever takes the word knows of an update, or cannot know that there is none: it is waited for.
      return { ...progress, word: "pause", isUpdating: true };
    case "abort":
      return { ...progress, word: "abort", replacing: new Set() };
    case "resume":
      return goingOn(progress, at);
    case "promote":
      // What failed until now was of before, or of canaries that are good enough.
      return { ...progress, failures: noProgress.failures, isPromoted: true, movedAt: at };
  }
}

/** Whatever stood in the way is tried again, and has its full time. Nobody looks at what failed before any more. */
function goingOn(progress: Progress, at: number): Progress {
  const { failures, unlisted, missed, refusal, flawed, updateFailure, extent } = noProgress;
  return {
    ...withoutEvidence(progress),
    failures,
    unlisted,
    missed,
    refusal,
    flawed,
    updateFailure,
    extent,
    word: "go",
    movedAt: at,
  };
}

/**
 * What the predecessor had under way may or may not have happened. Where it ended with the predecessor, lists tell
 * as soon as they must show it, the first one already if its plugin says so; elsewhere it may still be going on, so its
 * time starts anew. An empty list right after a start is confirmed like any list that is suddenly empty.
 */
function foldStarted(event: Extract<Event, { kind: "started" }>, policy: Policy): Progress {
  const { at, isOver, listsAtOnce } = event;
  const visibleWithinMs = listsAtOnce ? 0 : policy.visibleWithinMs;
  const revive = (deadlineMs: number) => ({
    state: "unknown" as const,
    endedAt: at,
    deadline: at + (isOver ? visibleWithinMs : deadlineMs),
  });
  const halfGone = isOver ? event.tombstones.filter(({ state }) => state !== "refused") : [];
  return {
    ...noProgress,
    expectations: event.expectations.map((expectation) => ({
      ...expectation,
      ...revive(policy.createDeadlineMs),
    })),
    tombstones: event.tombstones.map((tombstone) => {
      const revived = revive(policy.goneWithinMs);
      return { ...tombstone, ...revived, ...(tombstone.state === "refused" && { state: "refused" }) };
    }),
    // Whoever is still there was told to go by nobody that is left, and may serve no more: he is told again.
    leaving: new Set([...event.leaving, ...halfGone.map(({ id }) => id)]),
    unlisted: new Set(event.unlisted),
    refusal: event.refusal,
    flawed: event.flawed,
    kept: event.kept,
    losses: new Map(event.losses.map((losses) => [losses.slot, losses])),
    replacing: new Set(event.replacing),
    word: event.word,
    isPromoted: event.isPromoted,
    isRollback: event.isRollback,
    takenBack: event.takenBack,
    updateFailure: event.updateFailure,
    extent: event.extent,
    isUpdating: event.isUpdating,
    selfDrain: event.isSelfDrained ? "done" : "none",
    seen: new Map([unseen(at)]),
  };
}

/**
 * Of what was under way when the group was let go nobody hears the end any more. What was made may have been ended since,
 * or be another plugin's: that no list shows it is nobody's fault.
 */
function stillOpen(
  { at, expectations }: Extract<Event, { kind: "taken-up" }>,
  policy: Policy,
): readonly Expectation[] {
  const lost = { endedAt: at, deadline: at + policy.createDeadlineMs };
  return expectations
    .filter(({ deadline }) => at < deadline)
    .map((expectation) => ({
      ...expectation,
      ...(expectation.state === "sent" && lost),
      state: "unknown",
    }));
}

/**
 * Stands for members that somebody may have seen, so that an empty list is confirmed by a second one. No
 * plugin gives an empty id.
 */
function unseen(at: number): readonly [string, Sighting] {
  return ["", { firstAt: at, lastAt: at, slot: "" }];
}

/** Whoever was answered for is not unasked any more. */
function stillUnasked(
  before: ReadonlyMap<string, string>,
  { answers, errors = new Map() }: Extract<Event, { kind: "health-answered" }>,
): ReadonlyMap<string, string> {
  if (before.size + errors.size === 0) return before;
  const others = [...before].filter(([id]) => !answers.has(id));
  return new Map([...others, ...errors]);
}

/** Since when what was said of the health of members has been meant without a break. */
function sinceWhen(
  before: ReadonlyMap<string, number>,
  { answers, at }: Extract<Event, { kind: "health-answered" }>,
  isMeant: (health: Health) => boolean,
): ReadonlyMap<string, number> {
  const changed = [...answers].filter(([id, health]) => isMeant(health) !== before.has(id));
  if (changed.length === 0) return before;
  const next = new Map(before);
  for (const [id, health] of changed) {
    if (isMeant(health)) next.set(id, at);
    else next.delete(id);
  }
  return next;
}
