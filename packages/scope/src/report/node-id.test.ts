import { expect, test } from "vitest";
import * as nodeId from "./node-id.ts";
import { parseNodeId } from "./node-id.ts";

test.for([
  ["Host", nodeId.hostNodeId("example.com"), "example.com;<host>", ["example.com"]],
  ["Container", nodeId.containerNodeId("abc"), "abc;<container>", ["abc"]],
  ["ContainerImage", nodeId.containerImageNodeId("abc"), "abc;<container_image>", ["abc"]],
  ["Pod", nodeId.podNodeId("u"), "u;<pod>", ["u"]],
  ["Service", nodeId.serviceNodeId("u"), "u;<service>", ["u"]],
  ["Deployment", nodeId.deploymentNodeId("u"), "u;<deployment>", ["u"]],
  ["ReplicaSet", nodeId.replicaSetNodeId("u"), "u;<replica_set>", ["u"]],
  ["DaemonSet", nodeId.daemonSetNodeId("u"), "u;<daemonset>", ["u"]],
  ["StatefulSet", nodeId.statefulSetNodeId("u"), "u;<statefulset>", ["u"]],
  ["CronJob", nodeId.cronJobNodeId("u"), "u;<cronjob>", ["u"]],
  ["Namespace", nodeId.namespaceNodeId("u"), "u;<namespace>", ["u"]],
  ["ECSTask", nodeId.ecsTaskNodeId("u"), "u;<ecs_task>", ["u"]],
  ["SwarmService", nodeId.swarmServiceNodeId("u"), "u;<swarm_service>", ["u"]],
  ["PersistentVolume", nodeId.persistentVolumeNodeId("u"), "u;<persistent_volume>", ["u"]],
  ["PersistentVolumeClaim", nodeId.persistentVolumeClaimNodeId("u"), "u;<persistent_volume_claim>", ["u"]],
  ["StorageClass", nodeId.storageClassNodeId("u"), "u;<storage_class>", ["u"]],
  ["VolumeSnapshot", nodeId.volumeSnapshotNodeId("u"), "u;<volume_snapshot>", ["u"]],
  ["VolumeSnapshotData", nodeId.volumeSnapshotDataNodeId("u"), "u;<volume_snapshot_data>", ["u"]],
  ["Job", nodeId.jobNodeId("u"), "u;<job>", ["u"]],
  ["Process", nodeId.processNodeId("vm", 42), "vm;42", ["vm", "42"]],
  ["Endpoint", nodeId.endpointNodeId("", "10.0.0.1", 80), ";10.0.0.1;80", ["", "10.0.0.1", "80"]],
  ["ECSService", nodeId.ecsServiceNodeId("c", "n"), "c;n", ["c", "n"]],
  ["Overlay", nodeId.overlayNodeId("peer"), "#peer", ["peer", "weave"]],
  ["Overlay", nodeId.overlayNodeId("peer", "docker"), "#docker_peer_peer", ["peer", "docker"]],
] as const)(
  "parseNodeId() takes apart what a builder made when it is of %s: %s",
  ([topology, id, text, parts]) => {
    expect(id).toBe(text);
    expect(parseNodeId(topology, id)).toEqual(parts);
  },
);

test.for([
  ["ECSServiceNodeIDCompat: an id without cluster", "ECSService", "name;<ecs_service>", ["unknown", "name"]],
  ["EndpointNodeID: only two parts", "Endpoint", "10.0.0.1;80", undefined],
  ["the README's colon", "Host", "example.com:<host>", undefined],
  ["the tag of another topology", "Host", "a;<container>", undefined],
  ["no delimiter", "Process", "42", undefined],
  ["an overlay without its mark", "Overlay", "peer", undefined],
] as const)("parseNodeId() judges as Scope does when given %s", ([, topology, id, expected]) => {
  expect(parseNodeId(topology, id)).toEqual(expected);
});
