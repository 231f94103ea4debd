import type { History } from "./history.ts";

/**
 * The smallest history that still fails, as far as leaving out acts can tell: halves first, then smaller parts,
 * down to single acts (delta debugging, Zeller and Hildebrandt 2002).
 */
export async function shrink(
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> {
  let smallest = history;
  for (let parts = 2; smallest.acts.length > 0;) {
    const size = Math.ceil(smallest.acts.length / parts);
    const smaller = await firstFailing(withoutParts(smallest, size), fails);
    if (smaller !== undefined) {
      smallest = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(smallest.acts.length, parts * 2);
  }
  return smallest;
}

async function firstFailing(
  candidates: readonly History[],
  fails: (history: History) => Promise<boolean>,
): Promise<History | undefined> {
  for (const candidate of candidates) if (await fails(candidate)) return candidate;
  return undefined;
}

/** The history without each part of so many acts in turn. */
function withoutParts(history: History, size: number): readonly History[] {
  const { acts } = history;
  return Array.from({ length: Math.ceil(acts.length / size) }, (_, part) => ({
    ...history,
    acts: acts.filter((_act, index) => Math.floor(index / size) !== part),
  }));
}
