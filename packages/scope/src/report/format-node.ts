import { activeControlsKey, listControls } from "./active-controls.ts";
import type { ReportDialect } from "./report-dialect.ts";
import type { Latest, ReportNode } from "./report.ts";
import { mapToWire } from "./to-wire.ts";

/** What to write of a node, members in the order of Scope's own. */
export function nodeToWire(node: ReportNode, dialect: ReportDialect): object {
  return {
    id: node.id,
    topology: node.topology,
    sets: mapToWire(node.sets, (set) => set),
    adjacency: listToWire(node.adjacency),
    latestControls: dialect === "active_controls" ? undefined : latestControlsToWire(node),
    latest: mapToWire(dialect === "latestControls" ? node.latest : withControls(node), (fact) => fact),
    metrics: mapToWire(node.metrics, (metric) => metric),
    parents: mapToWire(node.parents, (ids) => ids),
    children: listToWire(Array.from(node.children.values(), (child) => nodeToWire(child, dialect))),
  };
}

function latestControlsToWire(node: ReportNode): object | undefined {
  return mapToWire(node.activeControls, ({ timestamp, isDead }) => ({ timestamp, value: { dead: isDead } }));
}

function withControls({ latest, activeControls }: ReportNode): ReadonlyMap<string, Latest> {
  const list = listControls(activeControls);
  return list === undefined ? latest : new Map([...latest, [activeControlsKey, list]]);
}

function listToWire<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
