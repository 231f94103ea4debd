import { containerNodeId, hostNodeId, processNodeId, type TopologyName } from "@infrakit/scope/report";
import type { InstanceDescription } from "@infrakit/spi/data";

/** The node that Scope itself has for an instance. */
export interface InstancePlace {
  readonly topology: Extract<TopologyName, "Process" | "Container" | "Host">;
  readonly nodeId: string;
}

/** The ids that container engines give. */
const containerId = /^[0-9a-f]{64}$/;

/**
 * Finds the node that an instance is in Scope: a process if its properties have a `Pid`, a container if its id is one
 * of a container engine, else a host, by its properties' `Hostname` or by its id.
 */
export function placeInstance({ id, properties }: InstanceDescription, hostname: string): InstancePlace {
  const { Pid: pid, Hostname: machine } = membersOf(properties?.parse());
  if (typeof pid === "number") return { topology: "Process", nodeId: processNodeId(hostname, pid) };
  if (containerId.test(id)) return { topology: "Container", nodeId: containerNodeId(id) };
  return { topology: "Host", nodeId: hostNodeId(typeof machine === "string" ? machine : id) };
}

/** Properties belong to whoever made the instance: they may be anything. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
