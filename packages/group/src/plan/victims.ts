import { compareIds } from "./compare-ids.ts";
import type { Desired } from "./desired.ts";
import { healthOf, type Member, type Observed } from "./observed.ts";

/** Who is known to serve is given up after those of whom nobody knows. */
const howWell = { unhealthy: 0, unknown: 1, healthy: 2 } as const;

/**
 * Orders instances by how readily they are given up, but for what an aborted update has too much: those first that make
 * room for their like, whom an update has to count twice; then unhealthy ones, then those of whom nobody knows how they are,
 * then outdated ones, then the highest slot. Protected ones come behind all others, and the one that we run on last.
 */
export function compareVictims(desired: Desired, observed: Observed): (a: Member, b: Member) => number {
  const rank = (member: Member): readonly number[] => [
    isSelf(desired, member) ? 1 : 0,
    member.isProtected ? 1 : 0,
    isRedone(desired, member) ? 0 : 1,
    howWell[healthOf(observed, member.id)],
    isCurrent(desired, member) ? 1 : 0,
    -(member.slot?.number ?? Number.MAX_SAFE_INTEGER),
  ];
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? -compareIds(a.id, b.id) : (left[at] ?? 0) - (right[at] ?? 0);
  };
}

/** Whether this is the instance that the controller runs on: its plugin or its tag says so, as for InfraKit. */
export function isSelf({ self }: Pick<Desired, "self">, { logicalId, logicalIdTag }: Member): boolean {
  return self !== null && (logicalId === self || logicalIdTag === self);
}

/** Whether an instance was made from the committed properties, and nobody has said that it is to be replaced. */
export function isCurrent(desired: Desired, member: Member): boolean {
  return member.isReplaced !== true && (member.isBootstrap || desired.hashes.includes(member.hash));
}

/** Whether an instance makes room for another one of the same version: an operator has said so, and it may go. */
export function isRedone(desired: Desired, member: Member): boolean {
  if (member.isReplaced !== true || member.isProtected || isSelf(desired, member)) return false;
  return desired.hashes.includes(member.hash);
}
