/** How the page shows one topology that Scope knows: its key in a report, what its nodes call it, label, shape. */
export interface TopologyKind {
  /** Key in a report: `ContainerImage`. */
  readonly name: string;
  /** What nodes and `parents` call it: `container_image`. */
  readonly nodeName: string;
  /** For one of them: `Replica set`. */
  readonly singular: string;
  /** For all of them: `Replica sets`. */
  readonly label: string;
  readonly shape: string;
  /** Facts that name a node of it, best first; without any of them its id does. */
  readonly nameFacts: readonly string[];
}

const kubernetesName = ["kubernetes_name"];
const rows: readonly (readonly [
  name: string,
  singular: string,
  label: string,
  shape: string,
  facts: readonly string[],
])[] = [
  ["Host", "Host", "Hosts", "circle", ["host_name"]],
  ["Process", "Process", "Processes", "square", ["name", "cmdline"]],
  ["Container", "Container", "Containers", "hexagon", ["docker_container_name", "docker_container_hostname"]],
  ["ContainerImage", "Image", "Images", "hexagon", ["docker_image_name"]],
  ["Pod", "Pod", "Pods", "heptagon", kubernetesName],
  ["Service", "Service", "Services", "heptagon", kubernetesName],
  ["Deployment", "Deployment", "Deployments", "heptagon", kubernetesName],
  ["ReplicaSet", "Replica set", "Replica sets", "triangle", kubernetesName],
  ["DaemonSet", "Daemonset", "Daemonsets", "pentagon", kubernetesName],
  ["StatefulSet", "Stateful set", "Stateful sets", "octagon", kubernetesName],
  ["CronJob", "Cron job", "Cron jobs", "triangle", kubernetesName],
  ["Job", "Job", "Jobs", "dottedtriangle", kubernetesName],
  ["Namespace", "Namespace", "Namespaces", "square", kubernetesName],
  ["SwarmService", "Swarm service", "Swarm services", "heptagon", ["docker_service_name"]],
  ["ECSService", "ECS service", "ECS services", "heptagon", []],
  ["ECSTask", "ECS task", "ECS tasks", "heptagon", ["ecs_task_family"]],
  ["Overlay", "Peer", "Peers", "circle", ["weave_peer_nick_name", "weave_peer_name"]],
  ["PersistentVolume", "Volume", "Volumes", "cylinder", kubernetesName],
  ["PersistentVolumeClaim", "Volume claim", "Volume claims", "dottedcylinder", kubernetesName],
  ["StorageClass", "Storage class", "Storage classes", "sheet", kubernetesName],
  ["VolumeSnapshot", "Snapshot", "Snapshots", "dottedcylinder", kubernetesName],
  ["VolumeSnapshotData", "Snapshot data", "Snapshot data", "cylinder", kubernetesName],
  ["Endpoint", "Endpoint", "Endpoints", "circle", []],
];

/** Every topology that a report can hold, in the order of the page's tabs. */
export const topologyKinds: readonly TopologyKind[] = rows.map(
  ([name, singular, label, shape, nameFacts]) => ({
    name,
    nodeName: name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=ECS)/g, "_").toLowerCase(),
    singular,
    label,
    shape,
    nameFacts,
  }),
);

/** Kinds by their keys in a report. */
export const kindsByName: ReadonlyMap<string, TopologyKind> = new Map(
  topologyKinds.map((kind) => [kind.name, kind]),
);

/** Kinds by what nodes call them. */
export const kindsByNodeName: ReadonlyMap<string, TopologyKind> = new Map(
  topologyKinds.map((kind) => [kind.nodeName, kind]),
);
