import { RawJson } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { controllerInputs, l4Inputs } from "./check-documents.ts";
import type { SuiteContext } from "./check-suite.ts";

function contextOf(text: string | undefined): SuiteContext {
  const properties = text === undefined ? undefined : RawJson.fromText(text);
  return {
    inputs: { properties, refused: [], changed: undefined, deadlineMs: 1 },
  } as unknown as SuiteContext;
}

test.for<[properties: string | undefined, inputs: ReturnType<typeof l4Inputs>]>([
  [undefined, { ports: [47_001, 47_002], backends: [], healthCheck: false }],
  ['{"Ports":[1]}', { ports: [1, 47_002], backends: [], healthCheck: false }],
  [
    '{"Ports":[1,2],"Backends":["i-1"],"HealthCheck":true}',
    { ports: [1, 2], backends: ["i-1"], healthCheck: true },
  ],
])("l4Inputs() changes the health check only if it may when it is given %s", ([properties, inputs]) => {
  expect(l4Inputs(contextOf(properties))).toEqual(inputs);
});

test("controllerInputs() reads a spec when it is given one", () => {
  const text = '{"kind":"pool","metadata":{"name":"a/b"},"properties":{"10":1,"9":2}}';
  const { spec } = controllerInputs(contextOf(text), "pools");
  expect(spec.metadata).toEqual({ id: null, name: "a/b", tags: {} });
  expect([spec.kind, spec.properties?.text]).toEqual(["pool", '{"10":1,"9":2}']);
});

test.for([
  [undefined, 'Cannot check controller "pools": it is not known of what its objects shall be made'],
  ['{"kind":1}', "Cannot read --properties: kind: expected a string"],
] as const)("controllerInputs() says what is missing when it is given %s", ([properties, why]) => {
  expect(() => controllerInputs(contextOf(properties), "pools")).toThrow(why);
});
