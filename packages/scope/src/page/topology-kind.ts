/** How the page shows one topology that Scope knows: its key in a report, what its nodes call it, label, shape. */
export interface TopologyKind {
  /** Key in a report: `ContainerImage`. */
  readonly name: string;
  /** What nodes and `parents` call it: `container_image`. */
  readonly nodeName: string;
  readonly label: string;
  readonly shape: string;
  /** Facts that name a node of it, best first; without any of them its id does. */
  readonly nameFacts: readonly string[];
}

const kubernetesName = ["kubernetes_name"];
const rows: readonly (readonly [name: string, label: string, shape: string, facts: readonly string[]])[] = [
  ["Host", "Hosts", "circle", ["host_name"]],
  ["Process", "Processes", "square", ["name", "cmdline"]],
  ["Container", "Containers", "hexagon", ["docker_container_name", "docker_container_hostname"]],
  ["ContainerImage", "Images", "hexagon", ["docker_image_name"]],
  ["Pod", "Pods", "heptagon", kubernetesName],
  ["Service", "Services", "heptagon", kubernetesName],
  ["Deployment", "Deployments", "heptagon", kubernetesName],
  ["ReplicaSet", "Replica sets", "triangle", kubernetesName],
  ["DaemonSet", "Daemonsets", "pentagon", kubernetesName],
  ["StatefulSet", "Stateful sets", "octagon", kubernetesName],
  ["CronJob", "Cron jobs", "triangle", kubernetesName],
  ["Job", "Jobs", "dottedtriangle", kubernetesName],
  ["Namespace", "Namespaces", "square", kubernetesName],
  ["SwarmService", "Swarm services", "heptagon", ["docker_service_name"]],
  ["ECSService", "ECS services", "heptagon", []],
  ["ECSTask", "ECS tasks", "heptagon", ["ecs_task_family"]],
  ["Overlay", "Peers", "circle", ["weave_peer_nick_name", "weave_peer_name"]],
  ["PersistentVolume", "Volumes", "cylinder", kubernetesName],
  ["PersistentVolumeClaim", "Volume claims", "dottedcylinder", kubernetesName],
  ["StorageClass", "Storage classes", "sheet", kubernetesName],
  ["VolumeSnapshot", "Snapshots", "dottedcylinder", kubernetesName],
  ["VolumeSnapshotData", "Snapshot data", "cylinder", kubernetesName],
  ["Endpoint", "Endpoints", "circle", []],
];

/** Every topology that a report can hold, in the order of the page's tabs. */
export const topologyKinds: readonly TopologyKind[] = rows.map(([name, label, shape, nameFacts]) => ({
  name,
  nodeName: name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=ECS)/g, "_").toLowerCase(),
  label,
  shape,
  nameFacts,
}));

/** Kinds by their keys in a report. */
export const kindsByName: ReadonlyMap<string, TopologyKind> = new Map(
  topologyKinds.map((kind) => [kind.name, kind]),
);

/** Kinds by what nodes call them. */
export const kindsByNodeName: ReadonlyMap<string, TopologyKind> = new Map(
  topologyKinds.map((kind) => [kind.nodeName, kind]),
);
