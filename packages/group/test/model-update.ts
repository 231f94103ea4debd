import {
  type Desired,
  desiredSize,
  type Event,
  type Member,
  type Plan,
  type PlanInput,
  type Progress,
  type Step,
  type StepOutcome,
  versionBefore,
} from "../src/plan/index.ts";
import { type Instance, outdatedOf } from "./model-instance.ts";

/** The model world when a step is sent. */
export interface UpdateMoment {
  readonly alive: readonly Instance[];
  /** How many members the controller knows. */
  readonly listed: number;
  /** Members that died since they were listed, which no controller can know. */
  readonly unnoticed: number;
  readonly desired: Desired;
  readonly now: number;
}

/** Knows what was said of an update, and sees whether steps keep to it. It asks the world, not the planner. */
export class UpdateWatch {
  readonly replaced = new Set<string>();
  #word: Progress["word"] = "go";
  #isPromoted = false;
  #isRollback = false;
  #observerFailsFrom = -Infinity;
  #observerFailsUntil = -Infinity;
  /** Told to go for their health, and not known to stay. */
  readonly #healed = new Set<string>();

  committed(isSameVersion: boolean, isRollback: boolean): void {
    this.#word = "go";
    this.#isRollback = isRollback || (isSameVersion && this.#isRollback);
    this.#isPromoted &&= isSameVersion;
  }

  told(command: Extract<Event, { kind: "told" }>["command"]): void {
    if (command === "abort") this.replaced.clear();
    if (command === "promote") this.#isPromoted = true;
    else this.#word = command === "resume" ? "go" : command;
  }

  /** An update that was aborted is over, however it came to an end. Returns who should have been replaced before. */
  converged({ observed, progress, desired }: PlanInput): readonly string[] {
    this.#isPromoted = true;
    this.#isRollback = false;
    if (this.#word === "abort") this.#word = "go";
    const members = observed.kind === "known" ? observed.members : [];
    const going = new Set([
      ...progress.leaving,
      ...progress.kept,
      ...progress.tombstones.map(({ id }) => id),
    ]);
    const isLeft = ({ id, hash, logicalId }: Member): boolean =>
      !desired.hashes.includes(hash) && !going.has(id) && (logicalId === null || logicalId !== desired.self);
    return members.filter(isLeft).map(({ id }) => `the group has converged with the outdated ${id}`);
  }

  restarted({ word, isPromoted, isRollback }: Progress): void {
    this.#word = word;
    this.#isPromoted = isPromoted;
    this.#isRollback = isRollback;
  }

  /** Whoever was not reached by a destroy is a member as before. */
  destroyEnded(id: string, outcome: StepOutcome["kind"]): void {
    if (outcome === "refused" || outcome === "unsent") this.#healed.delete(id);
  }

  observerFailsUntil(now: number, until: number): void {
    if (now > this.#observerFailsUntil) this.#observerFailsFrom = now;
    this.#observerFailsUntil = until;
  }

  /** What the flavor says, if it answers. */
  seesHealthy({ healthyAt, isIll }: Instance, now: number): boolean {
    return healthyAt <= now && !isIll && now > this.#observerFailsUntil;
  }

  /** What is wrong about this step, other than a creation, at this moment. */
  violationsOf(step: Exclude<Step, { kind: "create" }>, moment: UpdateMoment): readonly string[] {
    const { alive, desired } = moment;
    const instance = alive.find(({ id }) => id === step.id);
    if (instance === undefined) return [];
    const isDestroy = step.kind === "destroy";
    const isUpdate = step.kind === "drain-self" || (isDestroy && step.reason === "rolling_update");
    const isSelf = instance.logicalId !== null && instance.logicalId === desired.self;
    const isBefore = ({ id }: Instance): boolean => id !== step.id;
    const others = desired.destroying ? alive : instance.isLeaving ? [] : this.#outdatedOf(moment);
    return [
      ...when(isDestroy && instance.isProtected, "a protected instance is destroyed"),
      ...when(isDestroy && isUpdate && isSelf, "an update destroys self"),
      ...when(isSelf && others.some(isBefore), "self goes before others"),
      ...(isDestroy && step.isHealing ? this.#violationsOfHealing(instance, moment) : []),
      ...(isUpdate ? this.#violationsOfUpdate(instance, moment) : []),
    ];
  }

  #violationsOfHealing(instance: Instance, { alive, listed, now, desired }: UpdateMoment): readonly string[] {
    // What was seen before the observer failed, or while it did, is not the controller's fault at once.
    const failedFor = now < this.#observerFailsUntil ? now - this.#observerFailsFrom : 0;
    const isTrusted = now > this.#observerFailsUntil + longestBlindMs;
    const isWell = !instance.isIll && instance.healthyAt + longestBlindMs <= now;
    const away = alive.filter(({ id }) => this.#healed.has(id) && id !== instance.id).length;
    this.#healed.add(instance.id);
    const seen = alive.filter(
      (each) => each === instance || (!each.isLeaving && each.visibleAt < now - 30_000),
    ).length;
    const { maxAtOnce = 0 } = desired.policy.healing ?? {};
    return [
      ...when(isWell && isTrusted, "a healthy instance is replaced for its health"),
      ...when(away >= maxAtOnce, "too many are replaced for their health at once"),
      ...when(
        failedFor > 25_000 && Math.min(listed, desiredSize(desired), seen) > 2,
        "a group is emptied because its observer fails",
      ),
    ];
  }

  #violationsOfUpdate(
    instance: Instance,
    { alive, unnoticed, desired, now }: UpdateMoment,
  ): readonly string[] {
    const { maxUnavailable, maxSurge, minHealthyMs, canary } = desired.policy;
    // One that could not be destroyed as surplus may be replaced instead.
    const staying = alive.filter((each) => !each.isLeaving || each === instance);
    const current = staying.filter(({ hash, id }) => desired.hashes.includes(hash) && !this.replaced.has(id));
    const young = current.filter(({ healthyAt }) => healthyAt + minHealthyMs > now);
    const isWatched = canary > 0 && !this.#isPromoted && !this.#isRollback;
    // Who is surplus, and cannot be destroyed, is not replaced.
    const left = alive.length + unnoticed - current.length;
    const isPast = isWatched && current.length >= canary && left <= desiredSize(desired) - canary;
    // One that makes room for his like may go where there are more of these than canaries, and nobody is missing then.
    const alike = staying.filter(({ hash }) => desired.hashes.includes(hash));
    const isSpare =
      alike.includes(instance) && alike.length > canary && staying.length + unnoticed > desiredSize(desired);
    return [
      ...when(this.#word !== "go", "an update goes on although it was told to wait"),
      ...when(
        young.length >= maxUnavailable + maxSurge,
        "a second replacement while the first is not healthy long enough",
      ),
      ...when(isPast && !isSpare, "an update goes past its canaries"),
    ];
  }

  /** Whether one more is born of a version than there may be before its update is promoted. */
  hasSpread({ hash }: Instance, alive: readonly Instance[], desired: Desired): boolean {
    const { canary } = desired.policy;
    const isWatched = canary > 0 && !this.#isPromoted && !this.#isRollback && versionBefore(desired) !== null;
    if (!isWatched || !desired.hashes.includes(hash)) return false;
    const current = alive.filter(
      (each) => each.hash === hash && !each.isLeaving && !this.replaced.has(each.id),
    );
    return current.length > canary;
  }

  /** Those that an update should replace. */
  #outdatedOf({ alive, desired }: UpdateMoment): readonly Instance[] {
    const isReplaced = ({ id, isLeaving, isProtected }: Instance): boolean =>
      this.replaced.has(id) && !isLeaving && !isProtected;
    return [...outdatedOf(alive, desired), ...alive.filter(isReplaced)];
  }
}

/** How long a controller may not know of a change of health: a look that fails is repeated. */
const longestBlindMs = 60_000;

function when(holds: boolean, violation: string): readonly string[] {
  return holds ? [violation] : [];
}

/** What makes an update go on that waits for a word; `null` if none does. */
export function commandFor(
  blocked: Plan["blocked"],
  random: () => number,
): "promote" | "resume" | "commit" | null {
  const kinds = new Set(blocked.map(({ kind }) => kind));
  if (kinds.has("canary")) return "promote";
  if (kinds.has("aborted")) return "commit";
  const helps = ["paused", "update-failed", "unlisted"] as const;
  if (!helps.some((kind) => kinds.has(kind))) return null;
  return random() < 0.3 ? "commit" : "resume";
}

/** A successor begins with what its predecessor saved. */
export function startedWith(saved: Progress, at: number): Event {
  const { leaving, unlisted, kept, replacing, selfDrain } = saved;
  const losses = [...saved.losses.values()];
  const lists = { leaving: [...leaving], unlisted: [...unlisted], kept, losses, replacing: [...replacing] };
  const fate = { isOver: false, listsAtOnce: false };
  return { ...saved, ...lists, ...fate, isSelfDrained: selfDrain === "done", kind: "started", at };
}
