import { expect, test } from "vitest";
import { kindsByName, kindsByNodeName, topologyKinds } from "./topology-kind.ts";

test("topologyKinds holds every topology of Scope when it is counted", () => {
  expect(topologyKinds).toHaveLength(23);
  expect(kindsByName.size).toBe(23);
});

test.for([
  ["container_image", "ContainerImage"],
  ["ecs_task", "ECSTask"],
  ["ecs_service", "ECSService"],
  ["persistent_volume_claim", "PersistentVolumeClaim"],
  ["host", "Host"],
] as const)("kindsByNodeName finds a kind when a node calls it %s", ([nodeName, name]) => {
  expect(kindsByNodeName.get(nodeName)?.name).toBe(name);
});
