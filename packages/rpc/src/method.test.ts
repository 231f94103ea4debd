import type { InstancePlugin } from "@infrakit/spi";
import { expect, test } from "vitest";
import { fakeFlavor, fakeInstance } from "../test/fakes.ts";
import { createHandler } from "./handler.ts";

test.for<readonly [name: string, thrown: unknown, message: string]>([
  ["an object without a prototype", Object.create(null), "[object Object]"],
  ["an error whose message is a number", Object.assign(new Error(), { message: 404 }), "404"],
  ["nothing", undefined, "undefined"],
])("handle() answers with an error like any other when a plugin throws %s", async ([, thrown, message]) => {
  const served = createHandler({
    instance: { ...fakeInstance(), provision: () => Promise.reject(thrown) },
  });
  expect(await served.handle('{"jsonrpc":"2.0","method":"Instance.Provision","params":{},"id":1}')).toBe(
    `{"jsonrpc":"2.0","error":{"code":-32000,"message":"${message}","data":null},"id":1}\n`,
  );
});

test.for<
  readonly [name: string, given: readonly [method: keyof InstancePlugin, result?: unknown], reason: string]
>([
  ["no id", ["provision"], "ID: expected a string, found nothing"],
  ["a number for an id", ["provision", 42], "ID: expected a string, found a number"],
  ["no list of instances", ["describeInstances"], "Descriptions: expected a list, found nothing"],
  [
    "an instance without tags",
    ["describeInstances", [{ id: "a" }]],
    "Descriptions: Tags: expected an object, found nothing",
  ],
])(
  "handle() answers with an error and not with less when a plugin gives %s",
  async ([, [method, result], reason]) => {
    const served = createHandler({ instance: { ...fakeInstance(), [method]: async () => result } });
    const name = `Instance.${method.charAt(0).toUpperCase()}${method.slice(1)}`;
    const answer = await served.handle(`{"jsonrpc":"2.0","method":"${name}","params":{},"id":1}`);
    const why = `Cannot answer "${name}": what the plugin gave cannot be sent: ${reason}`;
    expect(JSON.parse(answer)).toMatchObject({ error: { code: -32000, message: why } });
  },
);

test("handle() answers with an error when a flavor gives a health that there is not", async () => {
  const flavor = { ...fakeFlavor(), healthy: async () => true as unknown as "healthy" };
  const answer = await createHandler({ flavor }).handle('{"jsonrpc":"2.0","method":"Flavor.Healthy","id":1}');
  expect(answer).toContain("Health: expected one of unknown, healthy, unhealthy, found true");
});
