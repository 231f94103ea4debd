import type { TopologyName } from "./topology-name.ts";

/** How a topology is drawn and called. */
export interface Shape {
  readonly shape?: string;
  readonly tag?: string;
  readonly label?: string;
  readonly labelPlural?: string;
}

/** Shapes and labels that every probe gives to its topologies (source: Scope's `report/report.go`, `MakeReport`). */
export const shapes: Readonly<Record<TopologyName, Shape>> = {
  Endpoint: {},
  Process: drawn("square", "process", "processes"),
  Container: drawn("hexagon", "container", "containers"),
  Pod: drawn("heptagon", "pod", "pods"),
  Service: drawn("heptagon", "service", "services"),
  Deployment: drawn("heptagon", "deployment", "deployments"),
  ReplicaSet: drawn("triangle", "replica set", "replica sets"),
  DaemonSet: drawn("pentagon", "daemonset", "daemonsets"),
  StatefulSet: drawn("octagon", "stateful set", "stateful sets"),
  CronJob: drawn("triangle", "cron job", "cron jobs"),
  Namespace: {},
  ContainerImage: drawn("hexagon", "image", "images"),
  Host: drawn("circle", "host", "hosts"),
  ECSTask: drawn("heptagon", "task", "tasks"),
  ECSService: drawn("heptagon", "service", "services"),
  SwarmService: drawn("heptagon", "service", "services"),
  Overlay: drawn("circle", "peer", "peers"),
  PersistentVolume: drawn("cylinder", "persistent volume", "persistent volumes"),
  PersistentVolumeClaim: drawn("dottedcylinder", "persistent volume claim", "persistent volume claims"),
  StorageClass: drawn("sheet", "storage class", "storage classes"),
  VolumeSnapshot: { ...drawn("dottedcylinder", "volume snapshot", "volume snapshots"), tag: "camera" },
  VolumeSnapshotData: { ...drawn("cylinder", "volume snapshot data", "volume snapshot data"), tag: "camera" },
  Job: drawn("dottedtriangle", "job", "jobs"),
};

function drawn(shape: string, label: string, labelPlural: string): Shape {
  return { shape, label, labelPlural };
}
