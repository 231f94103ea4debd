import type { HostedPlugin, ScopeHost } from "../host/index.ts";
import type { PluginSpec } from "../report/index.ts";
import { ReportBody } from "./report-body.ts";

/** The documents of a host, in the JSON of Scope's app. */
export interface ScopeApi {
  /** `GET /api`: who answers, and the plugins that are polled. */
  details(): unknown;
  /** `GET /api/plugins`: every socket, with its path, and why it is refused if it is. */
  plugins(): unknown;
  /** `GET /api/probes`: the one probe that there is, which is what controls are sent to. */
  probes(): unknown;
  /** `GET /api/report`, as the bytes of its text, in parts. */
  report(): Promise<readonly Buffer[]>;
}

/** The documents of a host. */
export function createScopeApi(host: ScopeHost, version: string): ScopeApi {
  const { probeId: id, hostname } = host;
  const body = new ReportBody(host);
  return {
    details: () => ({
      capabilities: { historic_reports: false },
      hostname,
      id,
      plugins: host
        .plugins()
        .filter(({ refusal }) => refusal === undefined)
        .map(({ spec }) => specToWire(spec)),
      version,
    }),
    plugins: () => host.plugins().map(pluginToWire),
    probes: () => [{ hostname, id, lastSeen: new Date().toISOString(), version }],
    report: () => body.get(),
  };
}

/** Keys in the order of Scope's app; `interfaces` is `null` as long as the plugin has not said any. */
function specToWire(spec: PluginSpec): Readonly<Record<string, unknown>> {
  const { id, label, description, interfaces = null, apiVersion, status } = spec;
  return { api_version: apiVersion, description, id, interfaces, label, status };
}

function pluginToWire({ spec, path, refusal }: HostedPlugin): unknown {
  return { ...specToWire(spec), path, refusal };
}
