import { emptyMap } from "./empty.ts";
import { JsonReader } from "./json-reader.ts";
import { readPlugins } from "./parse-plugins.ts";
import { readTopology } from "./parse-topology.ts";
import { readBoolean, readInteger, readMembers, readTime } from "./read-value.ts";
import type { Report, Topology } from "./report.ts";
import { isTopologyName, type TopologyName } from "./topology-name.ts";
import type { Writable } from "./writable.ts";

/** Deepest nesting of lists and objects that a report may have. Only children of children need more than ten. */
const maxReportDepth = 512;

/** How a report is read. */
export interface ParseReportOptions {
  /** At most {@link maxReportDepth}, which is also what it is by default. */
  readonly maxDepth?: number;
  /** The time of what has none of its own in old reports: counters. By default that of the clock. */
  readonly now?: string;
}

/** A report, and what it does not tell of itself. */
export interface ParsedReport {
  readonly report: Report;
  /** Whether there was a `Plugins` at all. Before Scope 0.14 there was none: the plugin answers `GET /` then. */
  readonly hasPlugins: boolean;
}

/**
 * Reads a report in Scope's JSON, as sent by plugins of all releases; the first value of the text counts. Ignores
 * unknown members, reads numbers as texts where a text belongs, and takes `null` and `[]` for what is empty, as Scope
 * does. Sets come sorted, samples in the order of time.
 *
 * Does not check who the plugins say they are: `checkPluginSpec` does.
 * @throws ReportError that says what is wrong and where.
 */
export function parseReport(text: string, options: ParseReportOptions = {}): Report {
  return parseReportBody(text, options).report;
}

/** The same, with what a host needs to know beyond the report. @throws ReportError */
export function parseReportBody(text: string, options: ParseReportOptions = {}): ParsedReport {
  const reader = new JsonReader(text, Math.min(options.maxDepth ?? maxReportDepth, maxReportDepth));
  const now = options.now ?? new Date().toISOString();
  const topologies = new Map<TopologyName, Topology>();
  const report: Writable<Report> = { isShortcut: false, plugins: emptyMap, topologies };
  let hasPlugins = false;
  readMembers(reader, (name) => {
    if (isTopologyName(name)) topologies.set(name, readTopology(reader, now));
    else if (name === "Plugins") report.plugins = readPlugins(reader);
    else readMember(reader, name, report);
    hasPlugins ||= name === "Plugins";
  });
  return { report, hasPlugins };
}

function readMember(reader: JsonReader, name: string, report: Writable<Report>): void {
  switch (name) {
    case "TS":
      return setTimestamp(report, readTime(reader));
    case "Window":
      report.windowNs = readInteger(reader);
      return;
    case "Shortcut":
      report.isShortcut = readBoolean(reader);
      return;
    default:
      reader.skip();
  }
}

function setTimestamp(report: Writable<Report>, timestamp: string | undefined): void {
  delete report.timestamp;
  if (timestamp !== undefined) report.timestamp = timestamp;
}
