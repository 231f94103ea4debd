import { emptyTopology } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import {
  readControl,
  readMetadataTemplate,
  readMetricTemplate,
  readTableTemplate,
} from "./parse-template.ts";
import { readNode } from "./parse-node.ts";
import { readMap, readMembers, readText } from "./read-value.ts";
import type { ReportNode, Topology } from "./report.ts";
import { setText, type Writable } from "./writable.ts";

/** Reads a topology. `now` is the time of counters. */
export function readTopology(reader: JsonReader, now: string): Topology {
  const topology: Writable<Topology> = { ...emptyTopology };
  const listedAt = new Map<string, string>();
  readMembers(reader, (name) => {
    switch (name) {
      case "shape":
      case "tag":
      case "label":
        return setText(topology, name, readText(reader));
      case "label_plural":
        return setText(topology, "labelPlural", readText(reader));
      case "nodes":
        topology.nodes = readMap(reader, (id) => readKeyed(reader, { id, now, listedAt }));
        return;
      default:
        readTemplates(reader, name, topology);
    }
  });
  topology.nodes = withDeadControls(topology, listedAt);
  return topology;
}

/** Reads a node. Its key is its id, whatever it says itself. */
function readKeyed(
  reader: JsonReader,
  { id, now, listedAt: times }: { id: string; now: string; listedAt: Map<string, string> },
): ReportNode {
  const { node, listedAt } = readNode(reader, now);
  times.delete(id);
  if (listedAt !== undefined) times.set(id, listedAt);
  node.id = id;
  return node;
}

/** A node that lists what can be used on it tells by that list that nothing else of the topology can. */
function withDeadControls(
  { nodes, controls }: Topology,
  listedAt: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReportNode> {
  if (listedAt.size === 0 || controls.size === 0) return nodes;
  const completed = new Map(nodes);
  for (const [id, timestamp] of listedAt) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const dead = [...controls.keys()].map((control) => [control, { timestamp, isDead: true }] as const);
    completed.set(id, { ...node, activeControls: new Map([...dead, ...node.activeControls]) });
  }
  return completed;
}

function readTemplates(reader: JsonReader, name: string, topology: Writable<Topology>): void {
  switch (name) {
    case "controls":
      topology.controls = readMap(reader, (id) => readControl(reader, id));
      return;
    case "metadata_templates":
      topology.metadataTemplates = readMap(reader, (id) => readMetadataTemplate(reader, id));
      return;
    case "metric_templates":
      topology.metricTemplates = readMap(reader, (id) => readMetricTemplate(reader, id));
      return;
    case "table_templates":
      topology.tableTemplates = readMap(reader, (id) => readTableTemplate(reader, id));
      return;
    default:
      reader.skip();
  }
}
