import { JsonReader } from "../report/json-reader.ts";
import { parseNodeId, type TopologyName, topologyNames } from "../report/index.ts";
import { demand, type ScopeContext, show } from "./scope-case.ts";
import type { PeerAnswer, ScopePeer } from "./scope-peer.ts";

/** JSON as a plugin sent it. */
export type RawObject = Readonly<Record<string, unknown>>;

/** A node as a plugin sent it, and where it stands. */
export interface RawNode {
  readonly topology: TopologyName;
  /** Its key. */
  readonly id: string;
  readonly node: RawObject;
  /** For messages: `Host.nodes["vm;<host>"]`. */
  readonly where: string;
}

/** Where a host asks for a report. */
export function reportPath({ probeId }: Pick<ScopeContext, "probeId">): string {
  return `/report?api_version=1&probe_id=${probeId}`;
}

/** Asks for a report as a host does. @throws Error if there is none. */
export async function askReport(peer: ScopePeer, context: ScopeContext): Promise<PeerAnswer> {
  const answer = await peer.ask({ path: reportPath(context) }, context.signal);
  seeOk(answer, "/report");
  return answer;
}

/** @throws Error unless the answer has status 200. */
export function seeOk({ status, statusText }: PeerAnswer, path: string): void {
  demand(status === 200, {
    expected: `status 200 from ${path}`,
    came: statusText,
    because: "hosts read no other answer, and show only its status",
  });
}

/** Asks for a report, as JSON. @throws Error if it is no JSON object. */
export async function readReport(peer: ScopePeer, context: ScopeContext): Promise<RawObject> {
  return parseObject((await askReport(peer, context)).body);
}

/** @throws Error unless the text begins with a JSON object: what follows it, hosts do not read. */
export function parseObject(text: string): RawObject {
  const value = parse(text);
  demand(isObject(value), {
    expected: "a JSON object",
    came: show(text),
    because: "hosts cannot read it",
  });
  return value;
}

/** Deepest nesting that hosts read. */
const maxDepth = 512;

function parse(text: string): unknown {
  try {
    return JSON.parse(new JsonReader(text, maxDepth).readRaw()) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`expected a JSON object, came ${show(text)}: ${why}`, { cause: error });
  }
}

/** Tells objects from lists and everything else. */
export function isObject(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of what should be an object: none of anything else. Whether it may be is a case of its own. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Who the plugin says it is: entries of `Plugins` that are objects. */
export function specsOf({ Plugins: plugins }: RawObject): readonly RawObject[] {
  return Array.isArray(plugins) ? plugins.filter(isObject) : [];
}

/** Whether a plugin takes controls. */
export function isController(report: RawObject): boolean {
  return specsOf(report).some(
    ({ interfaces }) => Array.isArray(interfaces) && interfaces.includes("controller"),
  );
}

/** The topologies that were sent, by name. */
export function topologiesOf(report: RawObject): readonly (readonly [TopologyName, RawObject])[] {
  return topologyNames.flatMap((name) => {
    const topology = report[name];
    return isObject(topology) ? [[name, topology] as const] : [];
  });
}

/** All nodes that were sent. */
export function nodesOf(report: RawObject): readonly RawNode[] {
  return topologiesOf(report).flatMap(([topology, { nodes }]) =>
    membersOf(nodes).flatMap(([id, node]) =>
      isObject(node) ? [{ topology, id, node, where: `${topology}.nodes[${JSON.stringify(id)}]` }] : [],
    ),
  );
}

/**
 * The controls that a node offers now, in whichever form. One without a name is none: it stands for "no control any
 * more", with a time, which newer releases could not read of dead ones alone.
 */
export function offeredBy({ latestControls, latest }: RawObject): {
  readonly former: readonly string[];
  readonly present: readonly string[];
} {
  const former = membersOf(latestControls).filter(
    ([id, entry]) =>
      id !== "" && isObject(entry) && isObject(entry["value"]) && entry["value"]["dead"] !== true,
  );
  const active = isObject(latest) ? valueOf(latest["active_controls"]) : undefined;
  const present = active === undefined ? [] : active.split(";").filter((id) => id !== "");
  return { former: former.map(([id]) => id), present };
}

/** The text of a fact: `{timestamp, value}`. */
export function valueOf(fact: unknown): string | undefined {
  return isObject(fact) && typeof fact["value"] === "string" ? fact["value"] : undefined;
}

/** Whether Scope could have made this id. */
export function isKnownForm({ topology, id }: Pick<RawNode, "topology" | "id">): boolean {
  return parseNodeId(topology, id) !== undefined;
}
