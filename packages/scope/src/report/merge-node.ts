import { mergeMaps } from "./merge-maps.ts";
import { mergeMetrics } from "./merge-metric.ts";
import type { ActiveControl, Latest, ReportNode } from "./report.ts";
import { sortedSet } from "./sorted-set.ts";
import { compareTimes } from "./time.ts";

/**
 * What two reports say of one node, together. Facts and controls: the newest. Sets, neighbours and parents: all.
 * Metrics: all samples. Children: merged as nodes are, but one with another topology is another thing and left out.
 * Whichever came first, the result is the same, but for samples of one instant: the incoming one's count.
 *
 * The nodes must be of one topology, as {@link areMergeable} says.
 */
export function mergeNode(existing: ReportNode, incoming: ReportNode): ReportNode {
  const topology = existing.topology ?? incoming.topology;
  return {
    id: existing.id,
    ...(topology === undefined ? {} : { topology }),
    latest: mergeMaps(existing.latest, incoming.latest, newerLatest),
    activeControls: mergeMaps(existing.activeControls, incoming.activeControls, newerControl),
    sets: mergeMaps(existing.sets, incoming.sets, unite),
    adjacency: unite(existing.adjacency, incoming.adjacency),
    parents: mergeMaps(existing.parents, incoming.parents, unite),
    metrics: mergeMaps(existing.metrics, incoming.metrics, mergeMetrics),
    children: mergeMaps(existing.children, incoming.children, mergeChild),
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

function mergeChild(existing: ReportNode, incoming: ReportNode): ReportNode {
  return areMergeable(existing, incoming) ? mergeNode(existing, incoming) : existing;
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

function unite(existing: readonly string[], incoming: readonly string[]): readonly string[] {
  if (existing.length === 0) return incoming;
  const isSame =
    existing.length === incoming.length && existing.every((element, index) => element === incoming[index]);
  return isSame || incoming.length === 0 ? existing : sortedSet([...existing, ...incoming]);
}
