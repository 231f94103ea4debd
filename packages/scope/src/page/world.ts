import type { NodeJson, ReportJson, TopologyJson } from "./report-json.ts";
import { nameNode } from "./node-name.ts";
import { kindsByNodeName, type TopologyKind, topologyKinds } from "./topology-kind.ts";
import { joinIds } from "./node-key.ts";
import { usableControls } from "./usable-control.ts";

/** Everything that a report shows, linked up: what the page draws. */
export interface World {
  /** Topologies that have nodes, in the order of the tabs. */
  readonly topologies: readonly TopologyView[];
  /** Nodes of all topologies by their keys, in the order of the report. */
  readonly nodesByKey: ReadonlyMap<string, NodeView>;
}

/** A topology that has nodes. */
export interface TopologyView {
  readonly kind: TopologyKind;
  readonly json: TopologyJson;
  readonly label: string;
  readonly nodes: readonly NodeView[];
}

/** A node, its names made and its relations resolved to keys of nodes that exist. */
export interface NodeView {
  /** Unique over all topologies, which ids are not. */
  readonly key: string;
  readonly id: string;
  readonly kind: TopologyKind;
  readonly shape: string;
  /** What one of its topology is called: the report's word, else ours. */
  readonly kindLabel: string;
  readonly label: string;
  /** What tells it from others of the same label; may be empty. */
  readonly detail: string;
  /** Whether it has a control that can be used now. */
  readonly hasControls: boolean;
  /** Keys of what contains it, closest first. */
  readonly parents: readonly string[];
  /** Keys of what it talks to. */
  readonly adjacency: readonly string[];
  readonly json: NodeJson;
  readonly topology: TopologyJson;
}

/** No report yet. */
export const emptyWorld: World = { topologies: [], nodesByKey: new Map() };

/** What a report shows. Relations to nodes that it does not hold are left out. */
export function readWorld(report: ReportJson): World {
  const keys = collectKeys(report);
  const topologies = topologyKinds.flatMap((kind) => {
    const json = report[kind.name] as TopologyJson | null | undefined;
    const nodes = Object.entries(json?.nodes ?? {});
    if (json === undefined || json === null || nodes.length === 0) return [];
    const label = capitalize(json.label_plural ?? "") || kind.label;
    return [
      { kind, json, label, nodes: nodes.map(([id, node]) => viewNode({ id, kind, json, node, keys })) },
    ];
  });
  const nodes = topologies.flatMap((topology) => topology.nodes);
  return { topologies, nodesByKey: new Map(nodes.map((node) => [node.key, node])) };
}

interface NodeSource {
  readonly id: string;
  readonly kind: TopologyKind;
  readonly json: TopologyJson;
  readonly node: NodeJson;
  readonly keys: Keys;
}

function viewNode({ id, kind, json, node, keys }: NodeSource): NodeView {
  return {
    key: joinIds(kind.name, id),
    id,
    kind,
    shape: (json.shape ?? "") || kind.shape,
    kindLabel: capitalize(json.label ?? "") || kind.singular,
    ...nameNode(id, kind, node),
    hasControls: usableControls(node, json).length > 0,
    // Scope tags a host as its own parent.
    parents: resolveParents(node, keys).filter((parent) => parent !== joinIds(kind.name, id)),
    adjacency: unique((node.adjacency ?? []).flatMap((other) => keys.find(kind.name, other) ?? [])),
    json: node,
    topology: json,
  };
}

/** Kinds that contain others, closest to their content first: a process is shown below its container. */
const closeness = [
  "container",
  "pod",
  "replica_set",
  "daemon_set",
  "stateful_set",
  "job",
  "cron_job",
  "deployment",
  "ecs_task",
  "ecs_service",
  "swarm_service",
  "service",
  "namespace",
  "host",
];

function resolveParents(node: NodeJson, keys: Keys): readonly string[] {
  const lists = Object.entries(node.parents ?? {}).toSorted(([a], [b]) => distance(a) - distance(b));
  return unique(
    lists.flatMap(([nodeName, ids]) => {
      const kind = kindsByNodeName.get(nodeName);
      return kind === undefined ? [] : (ids ?? []).flatMap((id) => keys.findIn(kind.name, id) ?? []);
    }),
  );
}

function distance(nodeName: string): number {
  const index = closeness.indexOf(nodeName);
  return index === -1 ? closeness.length : index;
}

/** Finds keys of nodes that exist. */
interface Keys {
  findIn(topology: string, id: string): string | undefined;
  /** In that topology, or else in any other. */
  find(topology: string, id: string): string | undefined;
}

function collectKeys(report: ReportJson): Keys {
  const known = new Set<string>();
  const anywhere = new Map<string, string>();
  for (const { name } of topologyKinds) {
    const nodes = (report[name] as TopologyJson | null | undefined)?.nodes ?? {};
    for (const id of Object.keys(nodes)) {
      known.add(joinIds(name, id));
      if (!anywhere.has(id)) anywhere.set(id, joinIds(name, id));
    }
  }
  const findIn = (topology: string, id: string): string | undefined => {
    const key = joinIds(topology, id);
    return known.has(key) ? key : undefined;
  };
  return { findIn, find: (topology, id) => findIn(topology, id) ?? anywhere.get(id) };
}

function unique(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
