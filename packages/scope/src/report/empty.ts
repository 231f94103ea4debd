import type { Report, Topology } from "./report.ts";
import { shapes } from "./shape.ts";
import { topologyNames } from "./topology-name.ts";

/** What an absent map is read as. One for all: most nodes lack most maps. */
export const emptyMap: ReadonlyMap<string, never> = new Map<string, never>();

/** What an absent list is read as. */
export const emptyList: readonly never[] = [];

/** A topology that says nothing. */
export const emptyTopology: Topology = {
  nodes: emptyMap,
  controls: emptyMap,
  metadataTemplates: emptyMap,
  metricTemplates: emptyMap,
  tableTemplates: emptyMap,
};

/** A report without plugins and nodes, in which every topology has its shape and labels: what a merge begins with. */
export function emptyReport(): Report {
  const topologies = topologyNames.map((name) => [name, { ...shapes[name], ...emptyTopology }] as const);
  return { isShortcut: false, plugins: emptyMap, topologies: new Map(topologies) };
}
