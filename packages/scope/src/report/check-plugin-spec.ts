import type { PluginSpec, Report } from "./report.ts";

/** Who a plugin has to be. */
export interface ExpectedPlugin {
  /** What the name of its socket says. */
  readonly id: string;
  /** `"1"`. */
  readonly apiVersion: string;
}

/** What a report says of its plugin. Both may be there: a host shows a spec that it refuses. */
export interface PluginCheck {
  /** The spec once its id fits, without the status that the plugin gives itself. */
  readonly spec?: PluginSpec;
  /** Why the report is refused, in Scope's words. */
  readonly error?: string;
}

/** Checks who made a report, as a probe does: only the first fault is told (source: Scope's `probe/plugins/registry.go`). */
export function checkPluginSpec(report: Report, expected: ExpectedPlugin): PluginCheck {
  const [sent] = report.plugins.values();
  if (sent === undefined || report.plugins.size !== 1)
    return { error: `report must contain exactly one plugin (found ${report.plugins.size})` };
  if (sent.id !== expected.id)
    return {
      error: `plugin must not change its id (is ${JSON.stringify(sent.id)}, should be ${JSON.stringify(expected.id)})`,
    };
  const { status: _, ...spec } = sent;
  const error = findFault(spec, expected.apiVersion);
  return error === undefined ? { spec } : { spec, error };
}

function findFault(spec: PluginSpec, apiVersion: string): string | undefined {
  const sent = spec.apiVersion ?? "";
  if (sent !== apiVersion)
    return `incorrect API version: expected ${JSON.stringify(apiVersion)}, got ${JSON.stringify(sent)}`;
  if (spec.label === "") return "spec must contain a label";
  const isReporter = spec.interfaces?.includes("reporter") ?? false;
  return isReporter ? undefined : 'spec must implement the "reporter" interface';
}
