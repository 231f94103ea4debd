import { compareBytes, mergeReports, type PluginSpec, type Report, tagReport } from "../report/index.ts";
import type { PolledPlugin } from "./polled-plugin.ts";

/** Who merges, and when. */
export interface MergeTags {
  readonly hostname: string;
  readonly probeId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What plugins say together, given in byte order of their paths. Each is in it, by id, with its spec and status; one of which
 * something could not be merged with what the others say is not `ok`.
 */
export function mergePlugins(plugins: readonly PolledPlugin[], { now, ...who }: MergeTags): Report {
  const { report, clashes } = mergeReports(plugins.flatMap(({ parts }) => parts));
  // Of several the first is told: it is enough to look for the others.
  const whyByPath = new Map(clashes.toReversed().map(({ source, why }) => [source, why]));
  const specs = plugins
    .map(({ path, spec }) => [spec.id, withClash(spec, whyByPath.get(path))] as const)
    .toSorted(([a], [b]) => compareBytes(a, b));
  return tagReport({ ...report, plugins: new Map(specs) }, { ...who, now: new Date(now).toISOString() });
}

function withClash(spec: PluginSpec, why: string | undefined): PluginSpec {
  return why === undefined || spec.status !== "ok" ? spec : { ...spec, status: `error: ${why}` };
}
