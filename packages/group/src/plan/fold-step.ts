import type { Policy } from "./desired.ts";
import type { Event, StepEnded, StepOutcome } from "./event.ts";
import { withFailure, withSuccess } from "./failures.ts";
import { type Loss, lostHealth, withLoss } from "./losses.ts";
import { anySlot, destroyKey, type Expectation, type Progress, unsentKey } from "./progress.ts";
import type { DestroyStep, KeepStep } from "./step.ts";

/** A step is about to be sent: it counts from now on, whatever becomes of it. */
export function foldStepSent(
  progress: Progress,
  event: Extract<Event, { kind: "step-sent" }>,
  policy: Policy,
): Progress {
  const { step, at } = event;
  switch (step.kind) {
    case "create": {
      const expectation: Expectation = {
        token: event.token ?? "",
        slot: step.slot,
        logicalId: step.logicalId,
        version: step.version,
        sentAt: at,
        deadline: at + policy.createDeadlineMs,
        state: "sent",
        endedAt: null,
        id: null,
      };
      return { ...progress, expectations: [...progress.expectations, expectation] };
    }
    case "destroy":
      return foldDestroySent(progress, { step, at }, policy);
    case "drain-self":
      return { ...progress, selfDrain: "sent", movedAt: at };
    case "keep":
      return countBadStart({ ...progress, kept: [...progress.kept, step.id] }, { step, at }, policy);
    case "adopt":
      return { ...progress, adopting: new Map(progress.adopting).set(step.id, null) };
  }
}

/** One that is told again to go has no more time than before, and is nothing new to an update. */
function foldDestroySent(
  progress: Progress,
  { step, at }: { readonly step: DestroyStep; readonly at: number },
  policy: Policy,
): Progress {
  const { id, slot, reason, isHealing } = step;
  const { tombstones } = progress;
  const index = tombstones.findIndex((tombstone) => tombstone.id === id);
  const known = tombstones[index];
  if (known !== undefined) {
    const again = { ...known, isRepeated: true, sentAt: at, state: "sent", endedAt: null } as const;
    return { ...progress, tombstones: tombstones.with(index, again) };
  }
  const deadline = at + policy.goneWithinMs;
  const first = { isRepeated: false, sentAt: at, deadline, state: "sent", endedAt: null } as const;
  const sent = { ...progress, tombstones: [...tombstones, { id, slot, reason, isHealing, ...first }] };
  if (reason === "rolling_update") return { ...sent, isUpdating: true, movedAt: at };
  return isHealing ? countBadStart(sent, { step, at }, policy) : sent;
}

/** A member that turned unhealthy while it was young, and stayed so, failed to start. */
function countBadStart(
  progress: Progress,
  { step: { id, slot }, at }: { readonly step: DestroyStep | KeepStep; readonly at: number },
  policy: Policy,
): Progress {
  const bornAt = progress.seen.get(id)?.firstAt ?? at;
  const turnedAt = progress.unhealthySince.get(id) ?? at;
  if (turnedAt - bornAt >= policy.quickFailureMs) return progress;
  const reason = `instance ${id} was unhealthy ${Math.round((turnedAt - bornAt) / 1000)} s after it was first seen`;
  // Members are healed one after the other: nothing is to be spread.
  return withFailure(progress, { key: slot, at, reason, jitter: 1 }, policy);
}

/** A step ended. One that was given up before is not known any more, and its end changes nothing. */
export function foldStepEnded(progress: Progress, event: StepEnded, policy: Policy): Progress {
  const { step, outcome } = event;
  switch (step.kind) {
    case "create":
      return foldCreateEnded(progress, event, policy);
    case "destroy":
      return foldDestroyEnded(progress, { ...event, step }, policy);
    case "drain-self":
      if (outcome.kind === "done") return { ...progress, selfDrain: "done" };
      if (outcome.kind === "unsent") return tryLater({ ...progress, selfDrain: "none" }, event, policy);
      return failUpdate({ ...progress, selfDrain: "none" }, step.id, outcome.reason);
    case "keep":
      // It cannot fail but by not being saved.
      if (outcome.kind === "done") return withLoss(progress, { ...lostFor(step), at: event.at });
      return tryLater({ ...progress, kept: progress.kept.filter((id) => id !== step.id) }, event, policy);
    case "adopt":
      return { ...progress, adopting: new Map(progress.adopting).set(step.id, event.at) };
  }
}

/** What could not even be sent is not tried again and again at once. */
function tryLater(progress: Progress, { step, at, outcome, jitter }: StepEnded, policy: Policy): Progress {
  const reason = outcome.kind === "done" ? "" : outcome.reason;
  const key = step.kind === "create" ? unsentKey : destroyKey(step.id);
  return withFailure(progress, { key, at, reason, jitter }, policy);
}

function lostFor({ slot, id }: KeepStep): Omit<Loss, "at"> {
  return { slot, instance: id, reason: lostHealth };
}

function foldCreateEnded(before: Progress, event: StepEnded, policy: Policy): Progress {
  const { at, token, outcome, jitter } = event;
  const progress = withoutUnanswered(before, token);
  const index = progress.expectations.findIndex((expectation) => expectation.token === token);
  const meant = progress.expectations[index];
  if (meant === undefined) return progress;
  const change = (changes: Partial<Expectation>): readonly Expectation[] =>
    progress.expectations.with(index, { ...meant, endedAt: at, ...changes });
  switch (outcome.kind) {
    case "done": {
      const expectations = change({ state: "done", id: outcome.id, deadline: at + policy.visibleWithinMs });
      return withSuccess({ ...progress, expectations });
    }
    case "refused":
    case "unsent": {
      const expectations = progress.expectations.toSpliced(index, 1);
      const ramp = outcome.kind === "refused" ? 1 : progress.ramp;
      const failure = {
        key: outcome.kind === "refused" ? anySlot : unsentKey,
        at,
        reason: outcome.reason,
        jitter,
      };
      const refusal = isForGood(outcome)
        ? `to ask again would be refused again: ${outcome.reason}`
        : progress.refusal;
      const flawed = refusal === progress.refusal ? progress.flawed : null;
      const next = { ...progress, expectations, ramp, refusal, flawed };
      // Those that were under way together when one failed have failed with it: that is one failure.
      if (token !== null && progress.alongside.has(token)) return next;
      return withFailure({ ...next, alongside: tokensUnderWay(expectations) }, failure, policy);
    }
    case "unknown":
      return {
        ...progress,
        ramp: 1,
        expectations: change({ state: "unknown", deadline: at + policy.createDeadlineMs }),
      };
  }
}

function withoutUnanswered(progress: Progress, token: string | null): Progress {
  const { unanswered } = progress;
  if (token === null || !unanswered.has(token)) return progress;
  return { ...progress, unanswered: new Map([...unanswered].filter(([each]) => each !== token)) };
}

function tokensUnderWay(expectations: readonly Expectation[]): ReadonlySet<string> {
  return new Set(expectations.flatMap(({ state, token }) => (state === "sent" ? [token] : [])));
}

/** Whether to ask again would be refused again. */
function isForGood(outcome: StepOutcome): outcome is Extract<StepOutcome, { kind: "refused" }> {
  return outcome.kind === "refused" && outcome.isPermanent === true;
}

function foldDestroyEnded(
  progress: Progress,
  event: StepEnded & { step: DestroyStep },
  policy: Policy,
): Progress {
  const { at, step, outcome, jitter } = event;
  const { tombstones } = progress;
  const index = tombstones.findIndex(({ id, state }) => id === step.id && state === "sent");
  const meant = tombstones[index];
  if (meant === undefined) return progress;
  const isUpdate = step.reason === "rolling_update";
  if (meant.isRepeated && outcome.kind !== "done") {
    // It may have gone before it was told again: lists tell, within the time that it had at first.
    const unknown = { ...meant, state: "unknown", endedAt: at } as const;
    return { ...progress, tombstones: tombstones.with(index, unknown) };
  }
  if (outcome.kind === "refused" || outcome.kind === "unsent") {
    const refused = { ...meant, state: "refused", endedAt: at } as const;
    const left = outcome.kind === "unsent" ? tombstones.toSpliced(index, 1) : tombstones.with(index, refused);
    const kept = { ...progress, tombstones: left };
    const stops = isUpdate && outcome.kind === "refused" && policy.onFailure !== "continue";
    if (stops) return failUpdate(kept, step.id, outcome.reason);
    return withFailure(kept, { key: destroyKey(step.id), at, reason: outcome.reason, jitter }, policy);
  }
  const ended = { ...meant, state: outcome.kind, endedAt: at, deadline: at + policy.goneWithinMs };
  const movedAt = isUpdate && outcome.kind === "done" ? at : progress.movedAt;
  return { ...progress, movedAt, tombstones: tombstones.with(index, ended) };
}

function failUpdate(progress: Progress, id: string, reason: string): Progress {
  return { ...progress, updateFailure: { id, reason } };
}
