import { mergeTopologies } from "./merge-topology.ts";
import type { PluginSpec, Report } from "./report.ts";
import type { MergeClash, ReportPart } from "./report-part.ts";
import { compareTimes, zeroTime } from "./time.ts";
import { topologyNames } from "./topology-name.ts";

/** What became of several reports. */
export interface MergedReport {
  readonly report: Report;
  readonly clashes: readonly MergeClash[];
}

/**
 * Several reports as one, with every topology and the shape and labels that it has in Scope (which a plugin cannot
 * change). Where they speak of the same, nodes are merged, of controls and plugins the later part's counts, of
 * templates the one with the higher priority. The time is the earliest, the window the sum.
 *
 * A node whose topology is not the one that it is in is left out if another part knows better: a clash.
 */
export function mergeReports(parts: readonly ReportPart[]): MergedReport {
  const clashes: MergeClash[] = [];
  const topologies = topologyNames.map((name) => [name, mergeTopologies(name, parts, clashes)] as const);
  const report = {
    ...mergeSpans(parts.map((part) => part.report)),
    isShortcut: false,
    plugins: new Map(parts.flatMap((part): [string, PluginSpec][] => [...part.report.plugins])),
    topologies: new Map(topologies),
  };
  return { report, clashes };
}

function mergeSpans(reports: readonly Report[]): Pick<Report, "timestamp" | "windowNs"> {
  const [timestamp] = reports
    .flatMap((report) => report.timestamp ?? [])
    .filter((time) => compareTimes(time, zeroTime) !== 0)
    .sort(compareTimes);
  const windows = reports.flatMap((report) => report.windowNs ?? []);
  return {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(windows.length === 0 ? {} : { windowNs: windows.reduce(addWindows) }),
  };
}

/** Three centuries: Go counts nanoseconds in 63 bits, and this is the last float64 that fits. */
const longestWindowNs = 2 ** 63 - 1024;

function addWindows(a: number, b: number): number {
  return Math.max(-longestWindowNs, Math.min(longestWindowNs, a + b));
}
