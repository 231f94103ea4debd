import type { NodeJson } from "./report-json.ts";
import type { TopologyKind } from "./topology-kind.ts";

/** How a node is called: its label, and what tells it from others of the same label. */
export interface NodeName {
  readonly label: string;
  readonly detail: string;
}

/** Length of a container's id as people know it. */
const shortIdLength = 12;

/**
 * Names a node by the facts that its kind is known by, else by its place in a group, else by its id. The detail of a
 * process is its number and its host, of what has a namespace the namespace, of a container its short id, of others the
 * rest of the id.
 */
export function nameNode(id: string, kind: TopologyKind, node: NodeJson): NodeName {
  const named = [...kind.nameFacts, "label", "name"].map((fact) => node.latest?.[fact]?.value ?? "");
  const label = named.find((value) => value.trim() !== "") ?? nameInGroup(node) ?? nameFromId(id, kind);
  const detail = detailOf(id, kind, { label, node });
  return { label, detail: detail === label ? "" : detail };
}

/** Where no probe names an instance of our groups, its slot is more than a number. */
function nameInGroup({ latest }: NodeJson): string | undefined {
  const group = latest?.["infrakit_group"]?.value ?? "";
  const slot = latest?.["infrakit_slot"]?.value ?? "";
  return group === "" || slot === "" ? undefined : `${group} ${slot}`;
}

function nameFromId(id: string, kind: TopologyKind): string {
  const [first = "", ...rest] = id.split(";");
  if (kind.name === "Endpoint") return rest.join(":") || id;
  if (kind.name === "ECSService") return rest.join(";") || id;
  if (kind.name === "Process") return rest.join(";") || id;
  if (kind.name === "Overlay") return first.replace(/^#(?:docker_peer_)?/, "") || id;
  return shorten(first, kind) || id;
}

interface Named {
  readonly label: string;
  readonly node: NodeJson;
}

function detailOf(id: string, kind: TopologyKind, { label, node }: Named): string {
  const [first = "", second = ""] = id.split(";");
  const namespace = node.latest?.["kubernetes_namespace"]?.value ?? "";
  if (namespace !== "") return namespace;
  switch (kind.name) {
    case "Process":
      return label === second ? first : `${second} · ${first}`;
    case "Container":
      return shorten(first, kind);
    case "Endpoint":
    case "ECSService":
      return first;
    default:
      return "";
  }
}

function shorten(id: string, kind: TopologyKind): string {
  const isHash = kind.name === "Container" && /^[0-9a-f]{64}$/.test(id);
  return isHash ? id.slice(0, shortIdLength) : id;
}
