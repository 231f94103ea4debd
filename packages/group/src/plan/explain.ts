import type { GroupPlan, SlotPlan } from "@infrakit/spi/data";
import type { UpdateFailure } from "./progress.ts";
import type { Blocked, Step } from "./step.ts";
import type { UnknownHealth } from "./unknown-health.ts";

/** A step in words: the same for logs, status and plans. */
export function explainStep(step: Step): string {
  switch (step.kind) {
    case "create":
      return `create ${slotWords(step.slot)}${step.version === "former" ? " as before the update" : ""}: ${step.because}`;
    case "destroy":
      return `${step.reason === "rolling_update" ? "replace" : "destroy"} ${step.id} in ${slotWords(step.slot)}: ${step.because}`;
    case "drain-self":
      return `drain ${step.id}, on which this controller runs: ${step.because}`;
    case "keep":
      return `keep ${step.id} of ${slotWords(step.slot)} as evidence: ${step.because}`;
    case "adopt":
      return `adopt ${step.id}: ${step.because}`;
  }
}

/** Why nothing more is done, in words. Times are told as seconds from now. */
export function explainBlocked(block: Blocked, now: number): string {
  switch (block.kind) {
    case "unobserved":
      return `waiting for a list of the instances: ${block.reason}`;
    case "confirming":
      return "no instance is listed any more: asking once more before that is believed";
    case "unlisted":
      return unlistedWords(block.ids);
    case "refused":
      return `nothing is made: ${block.reason}; resume the group or commit again to go on`;
    case "in-flight":
      return inFlightWords(block);
    case "health":
      return block.until === null
        ? `waiting for ${block.id} in ${slotWords(block.slot)} to be healthy`
        : `${block.id} in ${slotWords(block.slot)} is healthy and must stay so for ${seconds(block.until - now)} more`;
    case "backoff":
      return `${slotWords(block.slot)} failed ${block.failures} times in a row, next try in ${seconds(block.until - now)}: ${block.reason}`;
    case "update-failed":
      return `the update failed and replaces nobody more: ${updateFailureWords(block)}; resume it or commit again to go on`;
    case "paused":
      return "the update is paused; resume it or commit again to go on";
    case "aborted":
      return "the update was aborted; commit again to go on";
    case "canary":
      return `the update waits ${canaries(block)}; promote it to go on`;
    case "unhealthy":
      return block.until > now
        ? `${block.id} in ${slotWords(block.slot)} is unhealthy and is replaced in ${seconds(block.until - now)} if it stays so`
        : `${block.id} in ${slotWords(block.slot)} is unhealthy and is replaced when others have their successors`;
    case "healing-frozen":
      return `${block.suspects} instances are${block.recovered > 0 ? ", or were until just now," : ""} not known to be healthy: none is replaced for its health, the observer is suspected; if they really are ill, say replace`;
    case "health-unknown":
      return unknownHealthWords(block);
    case "protected":
      return `${block.id} is protected and stays`;
    case "no-room":
      return `${block.outdated === 1 ? "1 outdated instance stays" : `${block.outdated} outdated instances stay`}: nobody more may be missing, and nobody can be made first; commit again with other limits of Updating to go on`;
    case "full":
      return `nothing more is made: there are ${block.count} instances, and at most ${block.most} may be`;
  }
}

/** A plan for people, one line a slot; slots to which nothing happens are counted, unless there is something to say. */
export function explainPlan({ slots }: GroupPlan): readonly string[] {
  const told = slots.filter(({ action, because }) => action !== "none" || because !== "");
  const unchanged = slots.length - told.length;
  const lines = told.map(slotLine);
  if (unchanged > 0) lines.push(`${unchanged} unchanged`);
  return lines;
}

function slotLine({ slot, instance, action, because }: SlotPlan): string {
  return `${action === "none" ? "keep" : action} ${slotWords(slot)}${instance === null ? "" : ` (${instance})`}: ${because}`;
}

function slotWords(slot: string): string {
  return `slot ${slot}`;
}

/** Why an update failed, in words. */
export function updateFailureWords({ id, reason }: UpdateFailure): string {
  return id === null ? reason : `instance ${id} could not be replaced: ${reason}`;
}

/** That nobody knows how so many members are, and why. */
export function unknownHealthWords({ count, reason }: Pick<UnknownHealth, "count" | "reason">): string {
  return `the health of ${count} is not known: ${reason}`;
}

/** Why the last update was taken back, in words. */
export function takenBackWords(failure: UpdateFailure): string {
  return `the last update failed: ${updateFailureWords(failure)}`;
}

function unlistedWords(ids: readonly string[]): string {
  const which = ids.length === 1 ? `instance ${ids[0]}` : `instances ${ids.join(", ")}`;
  const why = `contract violation: its plugin said that it made ${which}, and never lists it with the group's tags`;
  return `nothing is made: ${why}; see whether it is there, then resume the group or commit again`;
}

function canaries({ made, left }: Extract<Blocked, { kind: "canary" }>): string {
  if (made === 0) return left === 0 ? "for a word, and has nobody to replace" : `for a canary, ${left} to go`;
  return `behind ${made === 1 ? "1 canary" : `${made} canaries`}, ${left} to go`;
}

function inFlightWords(block: Extract<Blocked, { kind: "in-flight" }>): string {
  const words = [];
  if (block.creating > 0) words.push(`${block.creating} being created`);
  const leaving = block.terminating - block.unlisted;
  if (leaving > 0) words.push(`${leaving} on the way out`);
  if (block.unlisted > 0) words.push(`${block.unlisted} not listed any more, the end not yet confirmed`);
  if (block.adopting > 0) words.push(`${block.adopting} being adopted`);
  if (block.isDrainingSelf) words.push("the instance on which this controller runs is being drained");
  return words.join(", ");
}

function seconds(milliseconds: number): string {
  return `${Math.max(0, Math.round(milliseconds / 100) / 10)} s`;
}
