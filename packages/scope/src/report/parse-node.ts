import { type ControlForms, joinControlForms, readControlForm } from "./active-controls.ts";
import { emptyList, emptyMap } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import { readMetric } from "./parse-metric.ts";
import { readElements, readInteger, readMap, readMembers, readText, readTime } from "./read-value.ts";
import type { Latest, ReportNode } from "./report.ts";
import { sortedSet } from "./sorted-set.ts";
import { zeroTime } from "./time.ts";
import { setText, type Writable } from "./writable.ts";

/** A node as it was sent. */
export interface SentNode {
  /** Nobody else has it yet. */
  readonly node: Writable<ReportNode>;
  /** Since when it lists its active controls: what it does not list is dead. */
  readonly listedAt?: string;
}

const emptyNode: ReportNode = {
  id: "",
  latest: emptyMap,
  activeControls: emptyMap,
  sets: emptyMap,
  adjacency: emptyList,
  parents: emptyMap,
  metrics: emptyMap,
  children: emptyMap,
};

/** Reads a node, with the id that it gives itself. `now` is the time of counters. */
export function readNode(reader: JsonReader, now: string): SentNode {
  const node: Writable<ReportNode> = { ...emptyNode };
  const forms: Writable<ControlForms> = {};
  let counters: ReadonlyMap<string, Latest> = emptyMap;
  readMembers(reader, (name) => {
    if (name === "counters") counters = readCounters(reader, now);
    else if (name === "children") node.children = readChildren(reader, now);
    else if (name === "latestControls" || name === "controls") readControlForm(reader, name, forms);
    else readPart(reader, name, node);
  });
  const { latest, activeControls, listedAt } = joinControlForms(forms, node.latest);
  node.activeControls = activeControls;
  node.latest = counters.size === 0 ? latest : new Map([...latest, ...counters]);
  return listedAt === undefined ? { node } : { node, listedAt };
}

function readPart(reader: JsonReader, name: string, node: Writable<ReportNode>): void {
  switch (name) {
    case "id":
      node.id = readText(reader);
      return;
    case "topology":
      return setText(node, name, readText(reader));
    case "latest":
      node.latest = readMap(reader, () => readLatest(reader));
      return;
    case "metrics":
      node.metrics = readMap(reader, () => readMetric(reader));
      return;
    case "adjacency":
      node.adjacency = readSet(reader);
      return;
    case "sets":
    case "parents":
      node[name] = readMap(reader, () => readSet(reader));
      return;
    default:
      reader.skip();
  }
}

function readLatest(reader: JsonReader): Latest {
  const latest: Writable<Latest> = { timestamp: zeroTime, value: "" };
  readMembers(reader, (name) => {
    if (name === "timestamp") latest.timestamp = readTime(reader) ?? zeroTime;
    else if (name === "value") latest.value = readText(reader);
    else reader.skip();
  });
  return latest;
}

/** Counters, of releases up to 1.12, are facts since then. */
function readCounters(reader: JsonReader, now: string): ReadonlyMap<string, Latest> {
  const counters = readMap(reader, () => String(readInteger(reader)));
  return new Map(Array.from(counters, ([key, value]) => [`count_${key}`, { timestamp: now, value }]));
}

function readSet(reader: JsonReader): readonly string[] {
  const elements: string[] = [];
  readElements(reader, () => elements.push(readText(reader)));
  return sortedSet(elements);
}

function readChildren(reader: JsonReader, now: string): ReadonlyMap<string, ReportNode> {
  const children = new Map<string, ReportNode>();
  readElements(reader, () => {
    const { node } = readNode(reader, now);
    children.set(node.id, node);
  });
  return children;
}
