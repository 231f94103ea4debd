import type {
  ConditionStatus,
  ConditionType,
  GroupCondition,
  GroupPhase,
  GroupPlan,
  GroupStatus,
  SlotAction,
  SlotLoss,
  SlotPlan,
  SlotState,
  SlotStatus,
} from "@infrakit/spi/data";
import { type Codec, integer, list, mapped, member, nullable, object, string } from "@infrakit/spi/document";

/**
 * One of a list of words; the first stands for none, and for a word that a newer peer knows and we do not: the
 * sentences beside it say what it is about, and to refuse the whole answer would hide them.
 */
function word<T extends string>(words: readonly [T, ...T[]]): Codec<T> {
  return mapped(string, {
    decode: (text) => words.find((each) => each === text) ?? words[0],
    encode: (value) => value,
  });
}

const slotAction: Codec<SlotAction> = word(["none", "create", "replace", "destroy", "adopt"]);

const slotPlan: Codec<SlotPlan> = object({
  slot: member("Slot", string),
  instance: member("Instance", nullable(string)),
  action: member("Action", slotAction),
  because: member("Because", string),
});

/** Our extra member of the answer to a commit; Go's clients ignore it. */
export const groupPlan: Codec<GroupPlan> = object({ slots: member("Slots", list(slotPlan)) });

const slotState: Codec<SlotState> = word([
  "unknown",
  "missing",
  "creating",
  "healthy",
  "unhealthy",
  "outdated",
  "terminating",
  "failed",
]);

/** What peers of before do not tell, and what is left out where there is nothing to tell. */
function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    zero: undefined,
    decode: (parent, key, source) =>
      (parent[key] ?? null) === null ? undefined : codec.decode(parent, key, source),
    encode: (value) => (value === undefined ? undefined : codec.encode(value)),
    schema: () => codec.schema(),
  };
}

const slotLoss: Codec<SlotLoss> = object({
  at: member("At", integer),
  instance: member("Instance", string),
  reason: member("Reason", string),
});

const slotStatus: Codec<SlotStatus> = object<SlotStatus>({
  slot: member("Slot", string),
  instance: member("Instance", nullable(string)),
  state: member("State", slotState),
  restarts: member("Restarts", optional(integer)),
  lastLoss: member("LastLoss", optional(slotLoss)),
});

const groupPhase: Codec<GroupPhase> = word([
  "waiting",
  "converged",
  "progressing",
  "paused",
  "stalled",
  "destroying",
]);

const conditionStatus: Codec<ConditionStatus> = word(["unknown", "true", "false"]);

/** A type that a newer peer knows and we do not is shown under its own name. */
const conditionType: Codec<ConditionType> = mapped(string, {
  decode: (text) => text as ConditionType,
  encode: (type) => type,
});

const condition: Codec<GroupCondition> = object({
  type: member("Type", conditionType),
  status: member("Status", conditionStatus),
  reason: member("Reason", string),
  message: member("Message", string),
  commit: member("Commit", string),
});

/** Our extra member of the answer to a describe; Go's clients ignore it. */
export const groupStatus: Codec<GroupStatus> = object<GroupStatus>({
  phase: member("Phase", groupPhase),
  reason: member("Reason", string),
  commit: member("Commit", string),
  desired: member("Desired", integer),
  ready: member("Ready", integer),
  restarts: member("Restarts", optional(integer)),
  slots: member("Slots", list(slotStatus)),
  conditions: member("Conditions", list(condition)),
  nextLookAt: member("NextLookAt", nullable(integer)),
});
