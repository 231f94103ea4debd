/**
 * The kinds of thing that a report speaks of, in the order of Scope's own report. Each is a key of the report's
 * JSON; {@link nodeTopology} is what the nodes in it call themselves.
 */
export const topologyNames = [
  "Endpoint",
  "Process",
  "Container",
  "Pod",
  "Service",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "StatefulSet",
  "CronJob",
  "Namespace",
  "ContainerImage",
  "Host",
  "ECSTask",
  "ECSService",
  "SwarmService",
  "Overlay",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "StorageClass",
  "VolumeSnapshot",
  "VolumeSnapshotData",
  "Job",
] as const;

/** A topology's key in a report's JSON: `Process`, `ContainerImage`. Unknown keys are ignored, as Scope does. */
export type TopologyName = (typeof topologyNames)[number];

const known: ReadonlySet<string> = new Set(topologyNames);

/** Whether a member of a report is a topology. */
export function isTopologyName(name: string): name is TopologyName {
  return known.has(name);
}

/** What the nodes of a topology call themselves in `topology` and in `parents`: `container_image`. */
export const nodeTopology: Readonly<Record<TopologyName, string>> = {
  Endpoint: "endpoint",
  Process: "process",
  Container: "container",
  Pod: "pod",
  Service: "service",
  Deployment: "deployment",
  ReplicaSet: "replica_set",
  DaemonSet: "daemon_set",
  StatefulSet: "stateful_set",
  CronJob: "cron_job",
  Namespace: "namespace",
  ContainerImage: "container_image",
  Host: "host",
  ECSTask: "ecs_task",
  ECSService: "ecs_service",
  SwarmService: "swarm_service",
  Overlay: "overlay",
  PersistentVolume: "persistent_volume",
  PersistentVolumeClaim: "persistent_volume_claim",
  StorageClass: "storage_class",
  VolumeSnapshot: "volume_snapshot",
  VolumeSnapshotData: "volume_snapshot_data",
  Job: "job",
};
