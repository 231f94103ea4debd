import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createHandler } from "@infrakit/rpc";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins } from "@infrakit/testing";
import { expect, test } from "vitest";
import { createComboKind } from "./combo.ts";
import { vanillaKind } from "./vanilla.ts";

const comboKind = createComboKind([vanillaKind]);
const vanilla = createVanillaFlavor();
const plugins = createFakePlugins({ flavors: { vanilla, "flavor-vanilla": vanilla } });
const logger = { info: () => undefined, warn: () => undefined };

/** Bodies as programs of InfraKit have sent and answered them. */
const exchanges = [
  {
    name: "HEAD sends Validate",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Type":"","Properties":[{"Plugin":"vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}},{"Plugin":"vanilla","Properties":{"Init":["b"],"Tags":{"y":"2"}}}],"Allocation":{"Size":0,"LogicalIDs":["10.0.0.1","10.0.0.2"]}},"id":5655946958839829800}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":5655946958839829800}`,
  },
  {
    name: "HEAD sends Prepare",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Prepare","params":{"Type":"","Properties":[{"Plugin":"vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}},{"Plugin":"vanilla","Properties":{"Init":["b"],"Tags":{"y":"2"}}}],"Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config.hash":"nvblnkzaiqm23o477itqgxlpa7y5p6ky","infrakit.group":"pets","infrakit.logical_id":"10.0.0.2"},"Init":"","LogicalID":"10.0.0.2","Attachments":null},"Allocation":{"Size":0,"LogicalIDs":["10.0.0.1","10.0.0.2"]},"Index":{"Group":"pets","Sequence":2}},"id":499616662968980753}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config.hash":"nvblnkzaiqm23o477itqgxlpa7y5p6ky","infrakit.group":"pets","infrakit.logical_id":"10.0.0.2","x":"1","y":"2"},"Init":"a\nb","LogicalID":"10.0.0.2","Attachments":[]}},"id":499616662968980753}`,
  },
  {
    name: "HEAD sends Drain",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Drain","params":{"Type":"","Properties":[{"Plugin":"vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}},{"Plugin":"vanilla","Properties":{"Init":["b"],"Tags":{"y":"2"}}}],"Instance":{"ID":"instance-3610095928973324910","LogicalID":"10.0.0.1","Tags":{"infrakit.group":"pets","x":"1"},"Properties":{"Note":"one"}}},"id":5039228449067399787}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":5039228449067399787}`,
  },
  {
    name: "HEAD sends Healthy",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Healthy","params":{"Type":"","Properties":[{"Plugin":"vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}},{"Plugin":"vanilla","Properties":{"Init":["b"],"Tags":{"y":"2"}}}],"Instance":{"ID":"instance-3144199697207373237","LogicalID":"10.0.0.1","Tags":{"infrakit.group":"pets","x":"1"},"Properties":{"Note":"two"}}},"id":3744141166226656684}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","Health":1},"id":3744141166226656684}`,
  },
  {
    name: "v0.5 sends Prepare",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Prepare","params":{"Type":"","Properties":{"Flavors":[{"Plugin":"flavor-vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}}]},"Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config_sha":"aujhfnwokrf53im5kwbrdxbpdn6lbvhl","infrakit.group":"pets"},"Init":"","LogicalID":"b","Attachments":null},"Allocation":{"Size":0,"LogicalIDs":["a","b"]},"Index":{"Group":"pets","Sequence":2}},"id":4423851888551417949}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config_sha":"aujhfnwokrf53im5kwbrdxbpdn6lbvhl","infrakit.group":"pets","x":"1"},"Init":"a","LogicalID":"b","Attachments":[]}},"id":4423851888551417949}`,
  },
  {
    name: "v0.2 sends Prepare",
    request: String.raw`{"jsonrpc":"2.0","method":"Flavor.Prepare","params":{"Type":"","Properties":{"Flavors":[{"Plugin":"flavor-vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}}]},"Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config_sha":"BRJyts5US92hnVWDEdwvG3yw1Os=","infrakit.group":"pets"},"Init":"","LogicalID":"a","Attachments":null},"Allocation":{"Size":0,"LogicalIDs":["a","b"]}},"id":8307832084316080150}`,
    answer: String.raw`{"jsonrpc":"2.0","result":{"Type":"","Spec":{"Properties":{"Note":"one"},"Tags":{"infrakit.config_sha":"BRJyts5US92hnVWDEdwvG3yw1Os=","infrakit.group":"pets","x":"1"},"Init":"a","LogicalID":"a","Attachments":[]}},"id":8307832084316080150}`,
  },
];

test.for(exchanges)("createComboKind() answers as InfraKit did when $name", async ({ request, answer }) => {
  const { objects } = await comboKind.open({ name: "combo", env: {}, plugins, logger });
  expect(await createHandler(objects).handle(request)).toBe(`${answer}\n`);
});

test("createComboKind() knows the flavor by the name that it is served under", async () => {
  const { objects } = await comboKind.open({ name: "mixer", env: {}, plugins, logger });
  const flavor = objects.flavor?.["."];
  const properties = RawJson.fromText('[{"Plugin":"mixer"}]');
  await expect(flavor?.validate(properties, { size: 1, logicalIds: [] })).rejects.toThrow(
    'cannot combine flavor "mixer" with itself',
  );
});

test.for([
  {
    name: "its own members",
    properties: '[{"Plugin":"vanilla","Propertys":{}}]',
    message: '[0].Propertys: unknown member; did you mean "Properties"?',
  },
  {
    name: "a flavor's",
    properties: '[{"Plugin":"mine","Properties":{"Inti":[]}},{"Plugin":"vanilla","Properties":{"Inti":[]}}]',
    message: '[1].Properties.Inti: unknown member; did you mean "Init"?',
  },
])("checkProperties() refuses a misspelt member when it is one of $name", ({ properties, message }) => {
  expect(() => comboKind.checkProperties?.(RawJson.fromText(properties))).toThrow(message);
});
