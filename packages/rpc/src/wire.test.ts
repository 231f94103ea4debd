import { encodeJson, RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { methods } from "./wire.ts";

test.for<readonly [method: string, params: string, result: string]>([
  [
    "Resource.Commit",
    '{"Spec":{"ID":"r1","Properties":{"10":1,"9":2}},"Pretend":true}',
    '{"Details":"would make r1"}',
  ],
  ["Resource.DescribeResources", '{"Spec":{"ID":"r1","Properties":null}}', '{"Details":""}'],
  [
    "L4.Publish",
    '{"Type":"lb1","Route":{"Port":80,"Protocol":"http","LoadBalancerPort":8080,"LoadBalancerProtocol":"TCP","Certificate":null,"HealthMonitorPath":null}}',
    '{"Type":"","Result":"publish"}',
  ],
  [
    "L4.ConfigureHealthCheck",
    '{"Type":"lb1","BackendPort":80,"Healthy":2,"Unhealthy":3,"Interval":10000000000,"Timeout":123456789}',
    '{"Type":"","Result":"healthcheck"}',
  ],
  ["Rollout.Replace", '{"Name":"group","ID":"w","Instances":["a"]}', '{"Name":"group","ID":"w"}'],
  ["Rollout.Explain", '{"Name":"group","ID":"w"}', '{"Name":"group","ID":"w","Lines":["wait"]}'],
  ["Metadata.List", '{"Path":" a//b "}', '{"Nodes":null}'],
  ["Group.FreeGroup", '{"ID":"pets"}', '{"OK":true}'],
  ["Group.InspectGroups", "{}", '{"Groups":null}'],
  ["Instance.Destroy", '{"Type":"","Instance":"i"}', '{"Type":"","OK":true}'],
  ["Instance.DescribeInstances", '{"Type":"","Tags":{}}', '{"Type":"","Descriptions":[]}'],
  [
    "Manager.LeaderLocation",
    "{}",
    '{"Location":{"Scheme":"http","Opaque":"","User":{},"Host":"h","Path":"","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}}',
  ],
])("methods gives the same bytes when %s with %s is decoded and encoded again", ([name, params, result]) => {
  const method = methods.get(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  expect(encodeJson(method.params.encode(RawJson.fromText(params).decode(method.params)))).toBe(params);
  expect(encodeJson(method.result.encode(RawJson.fromText(result).decode(method.result)))).toBe(result);
});

test("methods knows every service when nothing is hosted", () => {
  expect(new Set([...methods.keys()].map((name) => name.replace(/\..*/, "")))).toEqual(
    new Set([
      "Controller",
      "Event",
      "Flavor",
      "Group",
      "Handshake",
      "Instance",
      "L4",
      "Manager",
      "Metadata",
      "Plugin",
      "Resource",
      "Rollout",
      "Updatable",
    ]),
  );
});
