/**
 * The kinds of thing that a report speaks of, in the order of Scope's own report. Each is a key of the report's
 * JSON; {@link nodeTopology} is what the nodes in it call themselves.
 */
export const topologyNames = [
  "Endpoint",
  "Process",
  "Container",
  "ContainerImage",
  "Pod",
  "Service",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "StatefulSet",
  "CronJob",
  "Namespace",
  "Host",
  "Overlay",
  "ECSTask",
  "ECSService",
  "SwarmService",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "StorageClass",
  "VolumeSnapshot",
  "VolumeSnapshotData",
  "Job",
] as const;

/** A topology's key in a report's JSON: `Process`, `ContainerImage`. Unknown keys are ignored, as Scope does. */
export type TopologyName = (typeof topologyNames)[number];
