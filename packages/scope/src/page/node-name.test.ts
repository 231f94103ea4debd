import { expect, test } from "vitest";
import { nameNode } from "./node-name.ts";
import { kindsByName, type TopologyKind } from "./topology-kind.ts";

function kind(name: string): TopologyKind {
  const found = kindsByName.get(name);
  if (found === undefined) throw new Error(`Cannot find topology "${name}"`);
  return found;
}

const hash = "3f9c".padEnd(64, "a1");

test.for<
  readonly [id: string, kind: string, facts: Readonly<Record<string, string>>, label: string, detail: string]
>([
  ["vm;<host>", "Host", { host_name: "vm" }, "vm", ""],
  ["vm;<host>", "Host", {}, "vm", ""],
  ["vm;42", "Process", { name: "nginx" }, "nginx", "42 · vm"],
  ["vm;42", "Process", {}, "42", "vm"],
  ["vm;42", "Process", { infrakit_group: "web", infrakit_slot: "0" }, "web 0", "42 · vm"],
  ["vm;42", "Process", { infrakit_group: "web", infrakit_slot: "" }, "42", "vm"],
  ["vm;42", "Process", { name: "nginx", infrakit_group: "web", infrakit_slot: "0" }, "nginx", "42 · vm"],
  [`${hash};<container>`, "Container", { docker_container_name: "web" }, "web", "3f9ca1a1a1a1"],
  [`${hash};<container>`, "Container", { docker_container_name: " " }, "3f9ca1a1a1a1", ""],
  ["7;<pod>", "Pod", { kubernetes_name: "api", kubernetes_namespace: "shop" }, "api", "shop"],
  ["vm;10.0.0.1;80", "Endpoint", {}, "10.0.0.1:80", "vm"],
  ["main;orders", "ECSService", {}, "orders", "main"],
  ["#docker_peer_vm", "Overlay", {}, "vm", ""],
  ["", "Host", {}, "", ""],
])(
  "nameNode() gives a label and what tells it apart when a node is %j of %s with %j",
  ([id, name, values, label, detail]) => {
    const latest = Object.fromEntries(Object.entries(values).map(([fact, value]) => [fact, { value }]));
    expect(nameNode(id, kind(name), { latest })).toEqual({ label, detail });
  },
);
