import type { TopologyName } from "./topology-name.ts";

/** Makes the id of a node out of the one name that its topology needs. */
export type NodeIdBuilder = (name: string) => string;

/** Between the parts of an id. */
const delimiter = ";";

/** How ids of topologies with one name end: `<daemonset>` has no underscore, whatever the topology's own name. */
const idTags = {
  Container: "container",
  Pod: "pod",
  Service: "service",
  Deployment: "deployment",
  ReplicaSet: "replica_set",
  DaemonSet: "daemonset",
  StatefulSet: "statefulset",
  CronJob: "cronjob",
  Namespace: "namespace",
  ContainerImage: "container_image",
  Host: "host",
  ECSTask: "ecs_task",
  SwarmService: "swarm_service",
  PersistentVolume: "persistent_volume",
  PersistentVolumeClaim: "persistent_volume_claim",
  StorageClass: "storage_class",
  VolumeSnapshot: "volume_snapshot",
  VolumeSnapshotData: "volume_snapshot_data",
  Job: "job",
} as const satisfies Partial<Record<TopologyName, string>>;

function named(topology: keyof typeof idTags): NodeIdBuilder {
  return (name) => `${name}${delimiter}<${idTags[topology]}>`;
}

/** Node ids, one builder a topology (source: Scope's `report/id.go`). */
export const containerNodeId: NodeIdBuilder = named("Container");
export const podNodeId: NodeIdBuilder = named("Pod");
export const serviceNodeId: NodeIdBuilder = named("Service");
export const deploymentNodeId: NodeIdBuilder = named("Deployment");
export const replicaSetNodeId: NodeIdBuilder = named("ReplicaSet");
export const daemonSetNodeId: NodeIdBuilder = named("DaemonSet");
export const statefulSetNodeId: NodeIdBuilder = named("StatefulSet");
export const cronJobNodeId: NodeIdBuilder = named("CronJob");
export const namespaceNodeId: NodeIdBuilder = named("Namespace");
export const containerImageNodeId: NodeIdBuilder = named("ContainerImage");
export const hostNodeId: NodeIdBuilder = named("Host");
export const ecsTaskNodeId: NodeIdBuilder = named("ECSTask");
export const swarmServiceNodeId: NodeIdBuilder = named("SwarmService");
export const persistentVolumeNodeId: NodeIdBuilder = named("PersistentVolume");
export const persistentVolumeClaimNodeId: NodeIdBuilder = named("PersistentVolumeClaim");
export const storageClassNodeId: NodeIdBuilder = named("StorageClass");
export const volumeSnapshotNodeId: NodeIdBuilder = named("VolumeSnapshot");
export const volumeSnapshotDataNodeId: NodeIdBuilder = named("VolumeSnapshotData");
export const jobNodeId: NodeIdBuilder = named("Job");

/** `HOST;PID`. */
export function processNodeId(hostname: string, pid: number | string): string {
  return `${hostname}${delimiter}${pid}`;
}

/** `SCOPE;ADDRESS;PORT`. The scope is empty, a host, or `<host>-<network namespace>` for a loopback address. */
export function endpointNodeId(scope: string, address: string, port: number | string): string {
  return [scope, address, port].join(delimiter);
}

/** `CLUSTER;NAME`. */
export function ecsServiceNodeId(cluster: string, name: string): string {
  return `${cluster}${delimiter}${name}`;
}

/** `#NAME`, of a peer of Docker's own network `#docker_peer_NAME`. */
export function overlayNodeId(name: string, kind: "weave" | "docker" = "weave"): string {
  return `#${kind === "docker" ? dockerPeerPrefix : ""}${name}`;
}

const dockerPeerPrefix = "docker_peer_";

/**
 * The parts that the builder of a topology made an id of, `undefined` if it cannot have made it. The topology has to
 * be told: `a;1` is a process on the host `a`, or a service in the cluster `a`.
 */
export function parseNodeId(topology: TopologyName, id: string): readonly string[] | undefined {
  switch (topology) {
    case "Endpoint":
      return splitId(id, 3);
    case "Process":
      return splitId(id, 2);
    case "ECSService":
      return parseEcsService(id);
    case "Overlay":
      return parseOverlay(id);
    default:
      return parseNamed(topology, id);
  }
}

/** At the first delimiters: the last part has the rest. */
function splitId(id: string, count: number): readonly string[] | undefined {
  const parts = id.split(delimiter);
  if (parts.length < count) return undefined;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(delimiter)];
}

/** Older ids have no cluster: `NAME;<ecs_service>`. */
function parseEcsService(id: string): readonly string[] | undefined {
  const parts = splitId(id, 2);
  return parts?.[1] === "<ecs_service>" ? ["unknown", parts[0] ?? ""] : parts;
}

function parseOverlay(id: string): readonly string[] | undefined {
  if (!id.startsWith("#")) return undefined;
  const name = id.slice(1);
  return name.startsWith(dockerPeerPrefix)
    ? [name.slice(dockerPeerPrefix.length), "docker"]
    : [name, "weave"];
}

function parseNamed(topology: keyof typeof idTags, id: string): readonly string[] | undefined {
  const [name = "", tag] = splitId(id, 2) ?? [];
  return tag === `<${idTags[topology]}>` ? [name] : undefined;
}
