import { activeControlsKey, listControls, withTimeCarrier } from "./control-list.ts";
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
    latestControls: latestControlsToWire(node, dialect),
    latest: mapToWire(dialect === "latestControls" ? node.latest : withControls(node), (fact) => fact),
    metrics: mapToWire(node.metrics, (metric) => metric),
    parents: mapToWire(node.parents, (ids) => ids),
    children: listToWire(Array.from(node.children.values(), (child) => nodeToWire(child, dialect))),
  };
}

function latestControlsToWire({ activeControls }: ReportNode, dialect: ReportDialect): object | undefined {
  if (dialect === "active_controls") return undefined;
  const controls = dialect === "both" ? withTimeCarrier(activeControls) : activeControls;
  return mapToWire(controls, ({ timestamp, isDead }) => ({ timestamp, value: { dead: isDead } }));
}

function withControls({ latest, activeControls }: ReportNode): ReadonlyMap<string, Latest> {
  const list = listControls(activeControls);
  return list === undefined ? latest : new Map([...latest, [activeControlsKey, list]]);
}

function listToWire<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
