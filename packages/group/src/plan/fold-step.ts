import type { Policy } from "./desired.ts";
import type { Event, StepEnded } from "./event.ts";
import { withFailure, withSuccess } from "./failures.ts";
import { anySlot, destroyKey, type Expectation, type Progress, type Tombstone } from "./progress.ts";
import type { DestroyStep } from "./step.ts";

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
        sentAt: at,
        deadline: at + policy.createDeadlineMs,
        state: "sent",
        endedAt: null,
        id: null,
      };
      return { ...progress, expectations: [...progress.expectations, expectation] };
    }
    case "destroy": {
      const { id, slot, reason } = step;
      const tombstone: Tombstone = {
        id,
        slot,
        reason,
        sentAt: at,
        deadline: at + policy.goneWithinMs,
        state: "sent",
        endedAt: null,
      };
      const isUpdating = progress.isUpdating || reason === "rolling_update";
      return { ...progress, isUpdating, tombstones: [...progress.tombstones, tombstone] };
    }
    case "drain-self":
      return { ...progress, selfDrain: "sent" };
    case "adopt":
      return { ...progress, adopting: new Map(progress.adopting).set(step.id, null) };
  }
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
      if (outcome.kind === "unsent") return { ...progress, selfDrain: "none" };
      return failUpdate({ ...progress, selfDrain: "none" }, step.id, outcome.reason);
    case "adopt":
      return { ...progress, adopting: new Map(progress.adopting).set(step.id, event.at) };
  }
}

function foldCreateEnded(
  progress: Progress,
  { at, token, outcome, jitter }: StepEnded,
  policy: Policy,
): Progress {
  const isMeant = (expectation: Expectation): boolean => expectation.token === token;
  if (!progress.expectations.some(isMeant)) return progress;
  const change = (changes: Partial<Expectation>): readonly Expectation[] =>
    progress.expectations.map((expectation) =>
      isMeant(expectation) ? { ...expectation, endedAt: at, ...changes } : expectation,
    );
  switch (outcome.kind) {
    case "done": {
      const expectations = change({ state: "done", id: outcome.id, deadline: at + policy.visibleWithinMs });
      return withSuccess({ ...progress, expectations });
    }
    case "refused": {
      const expectations = progress.expectations.filter((expectation) => !isMeant(expectation));
      const failed = { ...progress, expectations, ramp: 1 };
      return withFailure(failed, { key: anySlot, at, reason: outcome.reason, jitter }, policy);
    }
    case "unsent": {
      const expectations = progress.expectations.filter((expectation) => !isMeant(expectation));
      return withFailure(
        { ...progress, expectations },
        { key: anySlot, at, reason: outcome.reason, jitter },
        policy,
      );
    }
    case "unknown":
      return {
        ...progress,
        ramp: 1,
        expectations: change({ state: "unknown", deadline: at + policy.createDeadlineMs }),
      };
  }
}

function foldDestroyEnded(
  progress: Progress,
  event: StepEnded & { step: DestroyStep },
  policy: Policy,
): Progress {
  const { at, step, outcome, jitter } = event;
  const isMeant = ({ id, state }: Tombstone): boolean => id === step.id && state === "sent";
  if (!progress.tombstones.some(isMeant)) return progress;
  if (outcome.kind === "refused" || outcome.kind === "unsent") {
    const kept = { ...progress, tombstones: progress.tombstones.filter((tombstone) => !isMeant(tombstone)) };
    if (step.reason === "rolling_update" && outcome.kind === "refused") {
      return failUpdate(kept, step.id, outcome.reason);
    }
    return withFailure(kept, { key: destroyKey(step.id), at, reason: outcome.reason, jitter }, policy);
  }
  const ended = { state: outcome.kind, endedAt: at, deadline: at + policy.goneWithinMs };
  return {
    ...progress,
    tombstones: progress.tombstones.map((tombstone) =>
      isMeant(tombstone) ? { ...tombstone, ...ended } : tombstone,
    ),
  };
}

function failUpdate(progress: Progress, id: string, reason: string): Progress {
  return { ...progress, updateFailure: { id, reason } };
}
