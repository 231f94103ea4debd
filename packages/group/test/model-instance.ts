import {
  type CreateStep,
  type Desired,
  desiredSize,
  type Member,
  type PlanInput,
  type Policy,
  versionBefore,
} from "../src/plan/index.ts";

/** How patient the controller of the model world is. */
export const policy: Policy = {
  lookIntervalMs: 10_000,
  maxParallel: 0,
  maxUnavailable: 1,
  maxSurge: 0,
  canary: 0,
  progressDeadlineMs: null,
  maxFailedSlots: 0,
  onFailure: "continue",
  minHealthyMs: 2000,
  healing: { afterMs: 30_000, maxAtOnce: 1, freezeAbove: 2 },
  skipDrain: false,
  createDeadlineMs: 60_000,
  visibleWithinMs: 10_000,
  goneWithinMs: 60_000,
  quickFailureMs: 10_000,
  firstBackoffMs: 1000,
  maxBackoffMs: 60_000,
  stalledAfter: 10,
  maxInstances: null,
  keepFailed: 0,
};

/** How carefully the updates of one history go. */
export function drawPolicy(random: () => number, isNamed: boolean): Policy {
  const oneOf = <T>(first: T, ...others: readonly T[]): T =>
    [first, ...others][Math.floor(random() * (others.length + 1))] ?? first;
  const maxSurge = isNamed ? 0 : oneOf(0, 0, 1, 2);
  return {
    ...policy,
    maxSurge,
    maxUnavailable: maxSurge > 0 ? oneOf(0, 1) : oneOf(1, 1, 2),
    canary: oneOf(0, 0, 1, 2),
    progressDeadlineMs: oneOf(null, 30_000),
    maxFailedSlots: oneOf(0, 1),
    healing: { afterMs: 30_000, maxAtOnce: oneOf(1, 1, 2), freezeAbove: 2 },
    onFailure: oneOf("pause", "rollback", "continue"),
  };
}

/** What is wanted of a group next. */
export function drawDesired(
  random: () => number,
  given: Pick<Desired, "policy"> & { readonly hash: string; readonly isNamed: boolean },
): Desired {
  const size = Math.floor(random() * 7);
  return {
    slots: given.isNamed ? { kind: "named", logicalIds: ["a", "b", "c"] } : { kind: "sized", size },
    hashes: [given.hash],
    self: given.isNamed ? "b" : null,
    convergedTo: null,
    destroying: false,
    policy: given.policy,
  };
}

/** An instance of the model world, with the truth about it. */
export interface Instance {
  readonly id: string;
  readonly logicalId: string | null;
  readonly slot: { readonly number: number; readonly token: string };
  readonly hash: string;
  readonly healthyAt: number;
  readonly visibleAt: number;
  readonly isProtected: boolean;
  /** Whether it will never be healthy again. */
  isIll: boolean;
  /** Told to go, and on its way. */
  isLeaving: boolean;
}

/** What a creation says of an instance that it makes. */
export function newborn(
  { logicalId, number }: CreateStep,
  token: string,
): Pick<Instance, "logicalId" | "slot" | "isIll" | "isLeaving"> {
  return { logicalId, slot: { number, token }, isIll: false, isLeaving: false };
}

/** What an instance is made from. */
export function hashFor({ version }: Pick<CreateStep, "version">, desired: Desired): string {
  return (version === "former" ? versionBefore(desired) : null) ?? desired.hashes[0] ?? "";
}

/** Who is protected, and the one that the controller runs on, is not replaced for its health. */
export function canBeHealed({ isProtected, logicalId }: Instance): boolean {
  return !isProtected && logicalId !== "b";
}

/** The same members in the opposite order. */
export function reversed(input: PlanInput): PlanInput {
  const { observed } = input;
  if (observed.kind === "unknown") return input;
  return { ...input, observed: { ...observed, members: [...observed.members].reverse() } };
}

/** What a list says of an instance. */
export function memberOf({ id, logicalId, slot, hash, isProtected }: Instance): Member {
  return { id, logicalId, logicalIdTag: logicalId, slot, hash, isBootstrap: false, isProtected };
}

/** Those that an update should replace. */
export function outdatedOf(alive: readonly Instance[], desired: Desired): readonly Instance[] {
  return alive.filter(
    ({ hash, isProtected, isLeaving }) => !isProtected && !isLeaving && !desired.hashes.includes(hash),
  );
}

/** Why a group is not at rest; empty if it is. */
export function unrestOf(alive: readonly Instance[], desired: Desired, phase: string | undefined): string {
  if (desired.destroying) return unrestInDestroying(alive, desired);
  const wanted = desiredSize(desired);
  const isStuck = alive.some(({ isProtected, hash }) => isProtected && !desired.hashes.includes(hash));
  const protectedOnes = alive.filter(({ isProtected }) => isProtected).length;
  if (alive.length !== wanted && alive.length !== protectedOnes)
    return `${alive.length} instances instead of ${wanted}`;
  const outdated = outdatedOf(alive, desired).filter((instance) => !isSelf(instance, desired));
  if (outdated.length > 0 && !isStuck) return `${outdated.length} outdated instances`;
  return isStuck || protectedOnes > 0 || phase === "converged" ? "" : `phase ${phase}`;
}

/** A protected instance stays, and with it the group and the instance that we run on, which goes last. */
function unrestInDestroying(alive: readonly Instance[], desired: Desired): string {
  if (!alive.some(({ isProtected }) => isProtected)) return "not gone";
  const left = alive.filter((instance) => !instance.isProtected && !isSelf(instance, desired));
  return left.length === 0 ? "" : `${left.length} instances are not destroyed`;
}

function isSelf({ logicalId }: Instance, { self }: Desired): boolean {
  return self !== null && logicalId === self;
}
