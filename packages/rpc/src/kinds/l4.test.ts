import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { ask, refusal } from "../../test/ask.ts";
import type { Call } from "../../test/fakes.ts";
import { fakeL4 } from "../../test/fakes-control.ts";
import { OldPeer } from "../../test/old-peer.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectL4 } from "./l4.ts";

const route =
  '{"Port":80,"Protocol":"http","LoadBalancerPort":8080,"LoadBalancerProtocol":"Tcp","Certificate":null,"HealthMonitorPath":null}';

test.for<readonly [method: string, params: string, result: string]>([
  ["L4.Name", '{"Type":""}', '{"Type":"","Name":"lb1"}'],
  [
    "L4.Routes",
    "{}",
    '{"Type":"","Routes":[{"Port":80,"Protocol":"HTTP","LoadBalancerPort":443,"LoadBalancerProtocol":"HTTPS","Certificate":"cert","HealthMonitorPath":"/health"},{"Port":80,"Protocol":"HTTP","LoadBalancerPort":443,"LoadBalancerProtocol":"TCP","Certificate":null,"HealthMonitorPath":null}]}',
  ],
  ["L4.Publish", `{"Type":"","Route":${route}}`, '{"Type":"","Result":"publish"}'],
  [
    "L4.ConfigureHealthCheck",
    '{"Type":"","BackendPort":80,"Healthy":2,"Unhealthy":3,"Interval":10000000000,"Timeout":1}',
    '{"Type":"","Result":"healthcheck"}',
  ],
  ["L4.RegisterBackends", '{"Type":"","IDs":["i1"]}', '{"Type":"","Result":"ok"}'],
  ["L4.DeregisterBackends", '{"Type":"","IDs":null}', '{"Type":"","Result":"ok"}'],
  ["L4.Backends", '{"Type":""}', '{"Type":"","IDs":[]}'],
])("l4Kind writes Go's members in Go's order when asked for %s with %s", async ([method, params, result]) => {
  expect(await ask({ l4: fakeL4() }, method, params)).toBe(`"result":${result}`);
});

test("l4Kind tells protocols in capitals and durations in milliseconds when it calls a plugin [encoding.protocol]", async () => {
  const calls: Call[] = [];
  const l4 = fakeL4(calls);
  await ask({ l4 }, "L4.Publish", `{"Route":${route}}`);
  await ask({ l4 }, "L4.ConfigureHealthCheck", '{"Interval":1500000,"Timeout":1}');
  expect(calls).toEqual([
    [
      "publish",
      {
        port: 80,
        protocol: "HTTP",
        loadBalancerPort: 8080,
        loadBalancerProtocol: "TCP",
        certificate: null,
        healthMonitorPath: null,
      },
    ],
    [
      "configureHealthCheck",
      { backendPort: 0, healthy: 0, unhealthy: 0, intervalMs: 1.5, timeoutMs: 0.000_001 },
    ],
  ]);
});

test.for<readonly [name: string, params: string, where: string]>([
  [
    "nobody speaks the protocol",
    '{"Route":{"Protocol":"gopher"}}',
    'Route.Protocol: not valid protocol "gopher"',
  ],
  [
    "a protocol is null",
    '{"Route":{"LoadBalancerProtocol":null}}',
    'Route.LoadBalancerProtocol: not valid protocol ""',
  ],
  ["a protocol is a number", '{"Route":{"Protocol":1}}', "Route.Protocol: expected a string, found a number"],
  [
    "a port is a string",
    '{"Route":{"Port":"80"}}',
    "Route.Port: expected an integer from -9007199254740991 to 9007199254740991, found a string",
  ],
])("l4Kind cannot read a request when %s", async ([, params, where]) => {
  const sentence = `json: cannot unmarshal object into Go value of type [1]interface {} (${where})`;
  expect(await ask({ l4: fakeL4() }, "L4.Publish", params)).toBe(
    `"error":{"code":-32600,"message":${JSON.stringify(sentence)},"data":${params}}`,
  );
});

test("l4Kind cannot read a duration when it is a text", async () => {
  expect(await ask({ l4: fakeL4() }, "L4.ConfigureHealthCheck", '{"Interval":"1s"}')).toContain(
    '"code":-32600,"message":"json: cannot unmarshal object into Go value of type [1]interface {} (Interval: expected an integer from -9007199254740991 to 9007199254740991, found a string)"',
  );
});

test("l4Kind refuses a route when it lacks a protocol", async () => {
  expect(await ask({ l4: fakeL4() }, "L4.Publish", '{"Route":{"Port":80}}')).toBe(
    refusal('not valid protocol ""'),
  );
});

const peerWith = (answers: Readonly<Record<string, unknown>>): OldPeer =>
  new OldPeer({
    "Handshake.Hello": { Objects: { "L4/0.6.1": [{ Name: "lb1", ProxyFor: "" }] } },
    ...answers,
  });

test("connectL4() sends the type alone and nanoseconds when it configures a health check [message.L4.ConfigureHealthCheck]", async () => {
  const peer = peerWith({ "L4.ConfigureHealthCheck": { Type: "", Result: "healthcheck" } });
  const l4 = connectL4(new PluginConnection(peer, { timeoutMs: 60_000 }), "simulator/lb1");
  await l4.configureHealthCheck({
    backendPort: 80,
    healthy: 2,
    unhealthy: 3,
    intervalMs: 10_000,
    timeoutMs: 0.1,
  });
  expect(peer.seen.at(-1)?.params).toEqual({
    Type: "lb1",
    BackendPort: 80,
    Healthy: 2,
    Unhealthy: 3,
    Interval: 10_000_000_000,
    Timeout: 100_000,
  });
});

test("connectL4() cannot read an answer when a route has no known protocol", async () => {
  const peer = peerWith({
    "L4.Routes": { Type: "", Routes: [RawJson.fromText(route).parse(), { Protocol: "" }] },
  });
  const l4 = connectL4(new PluginConnection(peer, { timeoutMs: 60_000 }), "simulator/lb1");
  await expect(l4.routes()).rejects.toThrow(
    expect.objectContaining({
      code: "bad_answer",
      message: expect.stringContaining('not valid protocol ""'),
    }),
  );
});
