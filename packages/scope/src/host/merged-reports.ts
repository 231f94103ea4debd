import { mergeReports, type PluginSpec, type Report, tagReport } from "../report/index.ts";
import type { PolledPlugin } from "./polled-plugin.ts";

/** Who merges, and when. */
export interface MergeTags {
  readonly hostname: string;
  readonly probeId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What all plugins say together. */
export interface Merged {
  readonly report: Report;
  /** What of a plugin could not be merged, by the path of its socket. */
  readonly faultsByPath: ReadonlyMap<string, string>;
}

/** Merges what plugins say, given in byte order of their paths, each with its spec. */
export function mergePlugins(plugins: readonly PolledPlugin[], { now, ...who }: MergeTags): Merged {
  const { report, clashes } = mergeReports(plugins.flatMap(({ parts }) => parts));
  // The first one of a plugin is enough to look for the others.
  const faultsByPath = new Map(clashes.toReversed().map(({ source, why }) => [source, why]));
  const specs = plugins.map((plugin): [string, PluginSpec] => [plugin.spec.id, plugin.spec]);
  const tags = { ...who, now: new Date(now).toISOString() };
  return { report: tagReport({ ...report, plugins: new Map(specs) }, tags), faultsByPath };
}
