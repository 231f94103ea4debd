import type { JsonSchema } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { isAccepted } from "../../../test/check-schema.ts";
import { fakeFlavor, fakeGroup, fakeInstance } from "../test/fakes.ts";
import { createHandler } from "./handler.ts";
import { serveHandshake } from "./kinds/handshake.ts";
import { kinds } from "./kinds/index.ts";
import { describeCallable, type OpenRpcDocument } from "./open-rpc.ts";

const everything = describeCallable({
  interfaces: kinds.map((kind) => ({
    name: kind.interface.name,
    version: kind.interface.current,
    methods: kind.serve({}),
  })),
  handshakes: serveHandshake(kinds, {}),
});

test("rpc.discover answers an OpenRPC document of what is hosted, and of the handshakes", async () => {
  const handler = createHandler({ flavor: fakeFlavor(), instance: { compute: fakeInstance() } });
  const answer = await handler.handle('{"jsonrpc":"2.0","method":"rpc.discover","id":1}');
  const { result } = JSON.parse(answer) as { result: OpenRpcDocument };
  expect({ ...result, methods: result.methods.map(({ name, tags }) => `${name} ${tags[0]?.name}`) }).toEqual({
    openrpc: "1.3.2",
    info: {
      title: "InfraKit plugin: Flavor/0.1.1, Instance/0.6.1",
      description: expect.any(String) as string,
      version: "1.0.0",
    },
    methods: [
      "Handshake.Hello Handshake",
      "Handshake.Implements Handshake",
      "Handshake.Types Handshake",
      "Plugin.Implements Handshake",
      "Flavor.Validate Flavor/0.1.1",
      "Flavor.Prepare Flavor/0.1.1",
      "Flavor.Healthy Flavor/0.1.1",
      "Flavor.Drain Flavor/0.1.1",
      "Instance.Validate Instance/0.6.1",
      "Instance.Provision Instance/0.6.1",
      "Instance.Label Instance/0.6.1",
      "Instance.Destroy Instance/0.6.1",
      "Instance.DescribeInstances Instance/0.6.1",
    ],
  });
  expect(result.methods.find(({ name }) => name === "Flavor.Healthy")).toEqual({
    name: "Flavor.Healthy",
    tags: [{ name: "Flavor/0.1.1" }],
    paramStructure: "by-name",
    params: [
      { name: "Type", schema: { type: ["string", "null"] } },
      { name: "Properties", schema: {} },
      {
        name: "Instance",
        schema: {
          type: ["object", "null"],
          properties: {
            ID: { type: ["string", "null"] },
            LogicalID: { type: ["string", "null"] },
            Tags: { type: ["object", "null"], additionalProperties: { type: ["string", "null"] } },
            Properties: {},
          },
        },
      },
    ],
    result: {
      name: "result",
      schema: {
        type: "object",
        properties: { Type: { type: ["string", "null"] }, Health: { enum: [0, 1, 2, null] } },
        required: ["Health"],
      },
    },
    errors: [
      { code: -32000, message: expect.any(String) as string },
      { code: -32600, message: expect.any(String) as string },
    ],
  });
});

test("describeCallable() keeps the rules of OpenRPC when all kinds are served", () => {
  const names = everything.methods.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^\w+\.\w+$/.test(name) && !name.startsWith("rpc."))).toBe(true);
  for (const { params, result, errors, tags } of everything.methods) {
    const listed = params.map(({ name }) => name);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).not.toContain("");
    expect(result.name).not.toBe("");
    expect(tags).toHaveLength(1);
    expect(new Set(errors.map(({ code }) => code)).size).toBe(errors.length);
  }
});

test("describeCallable() keeps to the words of JSON Schema when all kinds are served", () => {
  // The checker throws on a word that it does not know.
  for (const { params, result } of everything.methods)
    for (const { schema } of [...params, result]) expect(isAccepted(schema, undefined)).toBeTypeOf("boolean");
});

/** The params of a method as the schema of an object. */
function paramsSchema(method: string): JsonSchema {
  const { params = [] } = everything.methods.find(({ name }) => name === method) ?? {};
  return { type: "object", properties: Object.fromEntries(params.map(({ name, schema }) => [name, schema])) };
}

function resultSchema(method: string): JsonSchema {
  return everything.methods.find(({ name }) => name === method)?.result.schema ?? { enum: [] };
}

test.for<readonly [method: string, params: string, result: string]>([
  ["Handshake.Hello", "{}", '{"Objects":{"Flavor/0.1.1":[{"Name":".","ProxyFor":""}],"Event/0.1.1":null}}'],
  [
    "Group.CommitGroup",
    '{"Name":"group-stateless","Spec":{"ID":"w","Properties":{"Allocation":{"Size":2}}},"Pretend":false}',
    '{"Name":"group-stateless","ID":"w","Details":"Managing 2 instances"}',
  ],
  [
    "Group.DescribeGroup",
    '{"Name":"group-stateless","ID":"w"}',
    '{"Name":"group-stateless","ID":"w","Description":{"Instances":[{"ID":"1795209277885142094","LogicalID":null,"Tags":{"infrakit.group":"w"},"Properties":{"Note":"v1"}}],"Converged":true}}',
  ],
  ["Group.FreeGroup", '{"ID":"w"}', '{"OK":true}'],
  [
    "Instance.Provision",
    '{"Type":"compute","Spec":{"Properties":{"Note":"x"},"Tags":{"a":"1"},"Init":"#!/bin/sh","LogicalID":"l1","Attachments":[{"ID":"vol1","Type":"disk"}]}}',
    '{"Type":"compute","ID":"1795209284094515397"}',
  ],
  [
    "Instance.DescribeInstances",
    '{"Type":"compute","Tags":{"a":"1"},"Properties":true}',
    '{"Type":"compute","Descriptions":null}',
  ],
  [
    "Flavor.Healthy",
    '{"Type":"","Properties":{},"Instance":{"ID":"i","LogicalID":null,"Tags":{}}}',
    '{"Type":"","Health":1}',
  ],
])("describeCallable() accepts what Go programs say to each other when they call %s", ([method, ...said]) => {
  const [params, result] = said.map((text) => JSON.parse(text) as unknown);
  expect(isAccepted(paramsSchema(method), params)).toBe(true);
  expect(isAccepted(resultSchema(method), result)).toBe(true);
});

test.for<readonly [method: string, params: string]>([
  ["Group.SetSize", '{"Name":"group","ID":"w","Size":"3"}'],
  ["Instance.Provision", '{"Type":5,"Spec":null}'],
  ["Instance.Provision", '{"Spec":{"Tags":["a"]}}'],
  ["Flavor.Validate", '{"Allocation":{"Size":-1}}'],
  ["Instance.Provision", "[1]"],
])("describeCallable() refuses what a server refuses when %s is called with %s", async ([method, params]) => {
  const handler = createHandler({ flavor: fakeFlavor(), instance: fakeInstance(), group: fakeGroup() });
  const body = await handler.handle(`{"jsonrpc":"2.0","method":"${method}","params":[${params}],"id":1}`);
  expect(JSON.parse(body)).toMatchObject({ error: { code: -32600 } });
  expect(isAccepted(paramsSchema(method), JSON.parse(params))).toBe(false);
});

test("describeCallable() marks a method as deprecated when it goes by a former name", () => {
  const served = kinds.flatMap((kind) => kind.serve({}));
  const former = served.flatMap(({ method }) => method.former?.name ?? []);
  const deprecated = everything.methods.filter(({ deprecated: is }) => is === true).map(({ name }) => name);
  expect(former.length).toBeGreaterThan(0);
  expect(deprecated).toEqual(former);
});
