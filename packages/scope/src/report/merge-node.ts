import { emptyList } from "./empty.ts";
import { mergeMaps, type Told } from "./merge-maps.ts";
import { mergeMetrics } from "./merge-metric.ts";
import type { ActiveControl, Latest, ReportNode } from "./report.ts";
import { sortedSet } from "./sorted-set.ts";
import { compareTimes } from "./time.ts";

/**
 * What several reports say of one node, together. Facts and controls: the newest. Sets, neighbours and parents: all.
 * Metrics: all samples. Children: merged as nodes are, but one with another topology is another thing and left out.
 * Whichever came first, the result is the same, but for samples of one instant: the last one's count.
 *
 * The nodes must be of one topology, as {@link areMergeable} says.
 */
export function mergeNodes(nodes: Told<ReportNode>): ReportNode {
  const topology = findTopology(nodes);
  return {
    id: nodes[0].id,
    ...(topology === undefined ? {} : { topology }),
    latest: mergeMaps(
      nodes.map((node) => node.latest),
      (facts) => facts.reduce(newerLatest),
    ),
    activeControls: mergeMaps(
      nodes.map((node) => node.activeControls),
      (controls) => controls.reduce(newerControl),
    ),
    sets: mergeMaps(
      nodes.map((node) => node.sets),
      unite,
    ),
    adjacency: unite(nodes.map((node) => node.adjacency)),
    parents: mergeMaps(
      nodes.map((node) => node.parents),
      unite,
    ),
    metrics: mergeMaps(
      nodes.map((node) => node.metrics),
      mergeMetrics,
    ),
    children: mergeMaps(
      nodes.map((node) => node.children),
      mergeChildren,
    ),
  };
}

/** Whether two nodes can be one: Scope dies of two that cannot. */
export function areMergeable(existing: ReportNode, incoming: ReportNode): boolean {
  return (
    existing.topology === undefined ||
    incoming.topology === undefined ||
    existing.topology === incoming.topology
  );
}

/** The first that says one. */
function findTopology(nodes: Told<ReportNode>): string | undefined {
  return nodes.find(({ topology }) => topology !== undefined)?.topology;
}

function mergeChildren(children: Told<ReportNode>): ReportNode {
  const [first, ...others] = children;
  const known = findTopology(children);
  return mergeNodes([
    first,
    ...others.filter(({ topology }) => topology === undefined || topology === known),
  ]);
}

/** Of two facts of one instant, the one that says something; of two that do, the first in order. */
function newerLatest(existing: Latest, incoming: Latest): Latest {
  const order = compareTimes(existing.timestamp, incoming.timestamp);
  if (order !== 0) return order > 0 ? existing : incoming;
  if (existing.value === incoming.value)
    return existing.timestamp <= incoming.timestamp ? existing : incoming;
  if (existing.value === "" || incoming.value === "") return existing.value === "" ? incoming : existing;
  return existing.value < incoming.value ? existing : incoming;
}

/** Of one instant, a control that can be used. */
function newerControl(existing: ActiveControl, incoming: ActiveControl): ActiveControl {
  const order = compareTimes(existing.timestamp, incoming.timestamp);
  if (order !== 0) return order > 0 ? existing : incoming;
  if (existing.isDead !== incoming.isDead) return existing.isDead ? incoming : existing;
  return existing.timestamp <= incoming.timestamp ? existing : incoming;
}

function unite(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = emptyList, ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 ? first : sortedSet(lists.flat());
}
