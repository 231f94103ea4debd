import type { ScopeHost } from "@infrakit/scope/host";
import type { Metric, Report, ReportNode } from "@infrakit/scope/report";
import type { MetadataPlugin } from "@infrakit/spi";
import { findAtPath, keysAtPath, RawJson } from "@infrakit/spi/document";

/** A document, as far as it was looked at. */
type Branch = Readonly<Record<string, unknown>>;

/**
 * What Scope's plugins say, as a document: `nodes/<topology>/<node id>/metrics/<metric>/value` (and `min`, `max`,
 * `at`), `nodes/<topology>/<node id>/latest/<fact>`, `plugins/<id>/status`. Names with a slash stand in single quotes,
 * as in every path. Each answer is as fresh as the host's last report.
 */
export function createScopeMetadata(host: Pick<ScopeHost, "report">): MetadataPlugin {
  let last: { readonly report: Report; readonly document: RawJson } | undefined;
  const read = (): RawJson => {
    const report = host.report();
    // Whoever walks through the document reads it name by name: it is written once for a report.
    if (last?.report !== report) last = { report, document: RawJson.fromValue(documentOf(report)) };
    return last.document;
  };
  return {
    keys: async (path) => keysAtPath(read(), path),
    get: async (path) => findAtPath(read(), path),
  };
}

function documentOf({ plugins, topologies }: Report): Branch {
  return {
    plugins: recordOf(plugins, ({ label, status = "" }) => ({ label, status })),
    nodes: recordOf(topologies, ({ nodes }) => recordOf(nodes, nodeOf)),
  };
}

function nodeOf({ latest, metrics }: ReportNode): Branch {
  return { latest: recordOf(latest, ({ value }) => value), metrics: recordOf(metrics, metricOf) };
}

/** The newest value, and the scale. */
function metricOf({ samples, min, max }: Metric): Branch {
  const last = samples.at(-1);
  return { value: last?.value ?? null, at: last?.date ?? null, min, max };
}

/** Names come from plugins: entries of their own, so that none of them means anything else. */
function recordOf<T>(entries: ReadonlyMap<string, T>, write: (value: T) => unknown): Branch {
  return Object.fromEntries([...entries].map(([name, value]) => [name, write(value)]));
}
