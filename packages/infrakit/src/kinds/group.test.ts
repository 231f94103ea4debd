import { createHandler } from "@infrakit/rpc";
import { createFakePlugins, FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupKind } from "./group.ts";

/** The bodies of programs of InfraKit; those of answers as they were, but for what only a file instance says. */
const spec = String.raw`{"ID":"cattle","Properties":{"Allocation":{"Size":1},"Flavor":{"Plugin":"vanilla","Properties":{}},"Instance":{"Plugin":"file","Properties":{"n":12345678901234567890}}}}`;
const commit = String.raw`{"jsonrpc":"2.0","method":"Group.CommitGroup","params":{"Name":"group-stateless","Spec":${spec},"Pretend":false},"id":1}`;
const describe = '{"jsonrpc":"2.0","method":"Group.DescribeGroup","params":{"ID":"cattle"},"id":2}';

async function openHandler() {
  const plugins = createFakePlugins({
    instances: { file: new FakeInstances() },
    flavors: { vanilla: new FakeFlavor() },
  });
  const logger = { info: () => undefined, warn: () => undefined };
  const opened = await groupKind.open({ name: "group-stateless", env: {}, plugins, logger });
  const handler = createHandler(opened.objects);
  return { close: () => opened.close(), ask: (body: string) => handler.handle(body) };
}

test("groupKind hosts metadata, events and an operator's word beside groups when it is greeted", async () => {
  const { ask, close } = await openHandler();
  const hello = await ask(
    '{"jsonrpc":"2.0","method":"Handshake.Hello","params":{},"id":1366335684967850938}',
  );
  expect(hello).toContain('"Group/0.1.1":[{"Name":".","ProxyFor":""}]');
  expect(hello).toContain('"Metadata/0.1.1":[{"Name":".","ProxyFor":""}]');
  expect(hello).toContain('"Event/0.1.1":[{"Name":".","ProxyFor":""}]');
  expect(hello).toContain('"Rollout/0.1.0":[{"Name":".","ProxyFor":""}]');
  await close();
});

const paths = [
  { method: "Keys", path: ".", answer: '"Nodes":["groups","specs"]' },
  { method: "Keys", path: "groups", answer: '"Nodes":["cattle"]' },
  { method: "Keys", path: "groups/cattle", answer: '"Nodes":["Converged","Instances"]' },
  { method: "Keys", path: "groups/cattle/Converged", answer: '"Nodes":[]' },
  { method: "Keys", path: "groups/cattle/Instances/[0]/LogicalID", answer: '"Nodes":null' },
  { method: "Keys", path: "groups/nope", answer: '"Nodes":null' },
  {
    method: "Get",
    path: "specs/cattle/Properties/Instance/Properties",
    answer: '"Value":{"n":12345678901234567890}',
  },
  { method: "Get", path: "groups/cattle/Instances[0]/Tags/infrakit.group", answer: '"Value":"cattle"' },
  { method: "Get", path: "groups/nope", answer: '"Value":null' },
];

test.for(paths)(
  "groupKind answers Metadata.$method when the path is $path",
  async ({ method, path, answer }) => {
    const { ask, close } = await openHandler();
    await ask(commit);
    await expect.poll(() => ask(describe)).toContain('"ID":"i-1"');
    expect(await ask(request(method, path))).toBe(
      `{"jsonrpc":"2.0","result":{"Name":"group-stateless",${answer}},"id":7}\n`,
    );
    await close();
  },
);

function request(method: string, path: string): string {
  return `{"jsonrpc":"2.0","method":"Metadata.${method}","params":{"Name":"group-stateless","Path":"${path}"},"id":7}`;
}
