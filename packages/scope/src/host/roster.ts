import { dirname } from "node:path";
import { compareBytes } from "../report/index.ts";
import { pluginIdOf, refusalOf } from "../plugin-id.ts";
import type { FoundFile, Scan } from "./scan.ts";

/** A socket that was found. */
export interface RosterEntry extends FoundFile {
  /** What its name says. */
  readonly id: string;
  /** Why its name is no id. */
  readonly refusal?: string;
  /** Why it is not polled: the refusal, or whose the id is. */
  readonly fault?: string;
}

/** Plugins that are polled: each has a connection, and a report of some megabytes at worst. */
const maxPlugins = 2048;

/** Why a socket is not polled that is one too many. */
export const crowdedFault: string =
  `a host polls at most ${maxPlugins} plugins, and those before it in the order of the paths are as many; ` +
  "remove some, or give them a directory and a host of their own";

/**
 * The sockets there are after a scan, in byte order of their paths, given those that were known before: of a place that
 * could not be looked at, nothing new is known. Of several with one id the first path has it, the others say who
 * does; so who has it does not depend on who came first.
 */
export function planRoster(known: readonly FoundFile[], { sockets, unknown }: Scan): readonly RosterEntry[] {
  const found = new Set(sockets.map(({ path }) => path));
  const kept = known.filter(
    ({ path }) => !found.has(path) && unknown.some((place) => isAtOrBelow(path, place)),
  );
  const pathsById = new Map<string, string>();
  return [...sockets, ...kept]
    .toSorted((a, b) => compareBytes(a.path, b.path))
    .map((file) => entryOf(file, pathsById));
}

function entryOf(file: FoundFile, pathsById: Map<string, string>): RosterEntry {
  const id = pluginIdOf(file.path);
  const refusal = refusalOf(id);
  if (refusal !== undefined) return { ...file, id, refusal, fault: refusal };
  const owner = pathsById.get(id);
  if (owner !== undefined)
    return { ...file, id, fault: `the id "${id}" belongs to "${owner}"; rename one of them` };
  if (pathsById.size === maxPlugins) return { ...file, id, fault: crowdedFault };
  pathsById.set(id, file.path);
  return { ...file, id };
}

function isAtOrBelow(path: string, place: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (at === place) return true;
    if (at === dirname(at)) return false;
  }
}
