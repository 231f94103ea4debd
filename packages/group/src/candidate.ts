import type { Commit } from "./commit.ts";
import { committed, type Desired, type Event } from "./plan/index.ts";

/** What a group is to become, and what its successor is told has happened. */
export interface Candidate {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly events: readonly Event[];
}

/** What an operator says of an update, or of some instances. */
export type Told = DistributiveOmit<Extract<Event, { kind: "told" | "told-to-replace" }>, "at">;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A group as it is, and when that is. */
interface Present {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly at: number;
}

/** The group is kept to another spec. */
export function changed(
  { desired: before, at }: Present,
  next: Pick<Candidate, "commit" | "desired">,
): Candidate {
  return { ...next, events: [committed(before, next.desired, at)] };
}

/** The group has another size, and certain instances go. An update that stands still goes on standing. */
export function resized(
  { at }: Present,
  next: Pick<Candidate, "commit" | "desired">,
  leaving: readonly string[],
): Candidate {
  return { ...next, events: leaving.length === 0 ? [] : [{ kind: "told-to-go", at, ids: leaving }] };
}

/** The group obeys an operator. */
export function told({ commit, desired, at }: Present, word: Told): Candidate {
  return { commit, desired, events: [{ ...word, at }] };
}

/** The group lets all of its instances go, and then is none. */
export function destroyed({ commit, desired, at }: Present): Candidate {
  return { commit, desired: { ...desired, destroying: true }, events: [{ kind: "told-to-destroy", at }] };
}
