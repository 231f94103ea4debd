import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { fakeFlavor, fakeGroup, fakeInstance } from "../test/fakes.ts";
import { createHandler, type Handler } from "./handler.ts";
import { describeApi } from "./info.ts";
import { kinds } from "./kinds/index.ts";

interface Api {
  readonly Vendor: null;
  readonly Implements: readonly object[];
  readonly Interfaces: readonly {
    readonly Name: string;
    readonly Version: string;
    readonly Sub: string;
    readonly Methods: readonly {
      readonly Request: { readonly method: string; readonly params: object; readonly id: string };
      readonly Response: object;
    }[];
  }[];
}

const now = new Date(1_795_209_365_999);
const apiOf = (handler: Handler): Api => JSON.parse(describeApi(handler, now)) as Api;

test("describeApi() writes what InfraKit's group plugin does when asked for the first of its methods", () => {
  expect(describeApi(createHandler({ group: fakeGroup() }), now)).toContain(
    '{"Vendor":null,"Implements":[{"Name":"Group","Version":"0.1.1","Sub":""}],"Interfaces":[{"Name":"Group","Version":"0.1.1","Sub":"","Methods":[{"Request":{"jsonrpc":"2.0","method":"Group.CommitGroup","params":{"Name":"","Spec":{"ID":"","Properties":null},"Pretend":false},"id":"1795209365"},"Response":{"result":{"Name":"","ID":"","Details":""},"id":"1795209365"}},{"Request":{"jsonrpc":"2.0","method":"Group.DescribeGroup","params":{"Name":"","ID":""},"id":"1795209365"},"Response":{"result":{"Name":"","ID":"","Description":{"Instances":null,"Converged":false}},"id":"1795209365"}},{"Request":{"jsonrpc":"2.0","method":"Group.DestroyGroup","params":{"Name":"","ID":""},"id":"1795209365"},"Response":{"result":{"Name":"","ID":""},"id":"1795209365"}},',
  );
});

test.for<readonly [method: string, params: string, result: string]>([
  ["Group.InspectGroups", '{"Name":"","ID":""}', '{"Name":"","ID":"","Groups":null}'],
  ["Group.SetSize", '{"Name":"","ID":"","Size":0}', '{"Name":"","ID":""}'],
  ["Group.DestroyInstances", '{"Name":"","ID":"","Instances":null}', '{"Name":"","ID":""}'],
  [
    "Flavor.Prepare",
    '{"Type":"","Properties":null,"Spec":{"Properties":null,"Tags":null,"Init":"","LogicalID":null,"Attachments":null},"Allocation":{"Size":0,"LogicalIDs":null},"Index":{"Group":"","Sequence":0}}',
    '{"Type":"","Spec":{"Properties":null,"Tags":null,"Init":"","LogicalID":null,"Attachments":null}}',
  ],
  ["Instance.Destroy", '{"Type":"","Instance":"","Context":{"Reason":""}}', '{"Type":"","OK":false}'],
  [
    "Instance.DescribeInstances",
    '{"Type":"","Tags":null,"Properties":false}',
    '{"Type":"","Descriptions":null}',
  ],
])("describeApi() shows the newest release's zero values when it comes to %s", ([method, params, result]) => {
  const api = describeApi(
    createHandler({ group: fakeGroup(), flavor: fakeFlavor(), instance: fakeInstance() }),
    now,
  );
  expect(api).toContain(
    `{"Request":{"jsonrpc":"2.0","method":"${method}","params":${params},"id":"1795209365"},"Response":{"result":${result},"id":"1795209365"}}`,
  );
});

test("describeApi() says who made the plugin when it tells [wire.info.api]", () => {
  const vendor = {
    name: "infrakit-instance-file",
    version: "0.3.0",
    url: "https://github.com/docker/infrakit",
  };
  const handler = createHandler({ info: { vendor } });
  expect(describeApi(handler, now)).toBe(
    '{"Vendor":{"Name":"infrakit-instance-file","Version":"0.3.0","Sub":"","URL":"https://github.com/docker/infrakit"},"Implements":[],"Interfaces":[]}',
  );
});

test("describeApi() lists every interface, and its methods by name, when all kinds are served", () => {
  const interfaces = kinds.map((kind) => ({
    name: kind.interface.name,
    version: kind.interface.current,
    methods: kind.serve({}),
  }));
  const { Implements, Interfaces } = apiOf({ ...createHandler({}), interfaces });
  expect(Interfaces.map(({ Name, Version, Sub }) => ({ Name, Version, Sub }))).toEqual(Implements);
  expect(Implements).toHaveLength(kinds.length);
  for (const { Methods } of Interfaces) {
    const names = Methods.map(({ Request }) => Request.method);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual(names.toSorted());
  }
});

const example = RawJson.fromText('{"10":1.0,"9":"<a>"}');
const shown = String.raw`{"10":1.0,"9":"\u003ca\u003e"}`;

test.for<readonly [method: string, params: string]>([
  ["Instance.Validate", `{"Type":"","Properties":${shown}}`],
  [
    "Instance.Provision",
    `{"Type":"","Spec":{"Properties":${shown},"Tags":null,"Init":"","LogicalID":null,"Attachments":null}}`,
  ],
  ["Flavor.Validate", '{"Type":"","Properties":null,"Allocation":{"Size":0,"LogicalIDs":null}}'],
  ["Flavor.Drain", `{"Type":"","Properties":${shown},"Instance":{"ID":"","LogicalID":null,"Tags":null}}`],
])("describeApi() shows the plugin's example where InfraKit does when it comes to %s", ([method, params]) => {
  const api = describeApi(
    createHandler({
      flavor: fakeFlavor(),
      instance: fakeInstance(),
      info: { examples: { instance: example, flavor: example } },
    }),
    now,
  );
  expect(api).toContain(`"method":"${method}","params":${params},"id"`);
});
