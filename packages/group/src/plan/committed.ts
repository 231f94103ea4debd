import { type Desired, versionBefore } from "./desired.ts";
import type { Event } from "./event.ts";

/**
 * A group is to become something else. Who commits again what it converged to last, in the middle of an update, undoes
 * that one, whether he calls it a rollback or not.
 */
export function committed(before: Desired, next: Desired, at: number): Extract<Event, { kind: "committed" }> {
  const isSameVersion = next.hashes[0] === before.hashes[0];
  const isRollback = versionBefore(before) !== null && versionBefore(next) === null;
  return { kind: "committed", at, isSameVersion, isRollback };
}
