import { RawJson } from "@infrakit/spi/document";

/** What the bench calls, in the shapes of the wire and of the SPI. */

const tagsOf = (index) => ({
  "infrakit.config.hash": "yt3hn4ogfppfdsus7s6g7khams67bqdr",
  "infrakit.group": "workers",
  "infrakit.slot": `${index}-8x2k1q0z`,
  tier: "web",
});

const count = 100;

export const labels = { "infrakit.group": "workers", "infrakit.slot": "7-8x2k1q0z", tier: "web" };

/** 100 instances, about 20 kB. */
export const wireInstances = Array.from({ length: count }, (_, index) => ({
  ID: `instance-${String(1795209277885142094n + BigInt(index))}`,
  LogicalID: null,
  Tags: tagsOf(index),
}));
export const instances = wireInstances.map(({ ID, LogicalID, Tags }) => ({
  id: ID,
  logicalId: LogicalID,
  tags: Tags,
  properties: null,
}));

/** The same with properties, about 27 kB. */
const propertiesOf = (index) => ({ Command: ["sleep", String(index)], Env: { A: "1" }, Port: 8000 + index });
export const wireInstancesWithProperties = wireInstances.map((instance, index) => ({
  ...instance,
  Properties: propertiesOf(index),
}));
export const instancesWithProperties = instances.map((instance, index) => ({
  ...instance,
  properties: RawJson.fromValue(propertiesOf(index)),
}));

/** The calls by name: method and params on the wire. */
export const calls = {
  "200 B": { method: "Instance.Label", params: { Type: "compute", Instance: "i-1", Labels: labels } },
  "20 kB": {
    method: "Instance.DescribeInstances",
    params: { Type: "compute", Tags: { "infrakit.group": "workers" }, Properties: false },
  },
  "27 kB opaque": {
    method: "Instance.DescribeInstances",
    params: { Type: "compute", Tags: { "infrakit.group": "workers" }, Properties: true },
  },
};

/** What a server that knows nothing of InfraKit answers. */
export function answerOf({ method, params }) {
  if (method === "Instance.Label") return { Type: params.Type, OK: true };
  return { Type: params.Type, Descriptions: params.Properties ? wireInstancesWithProperties : wireInstances };
}
