import type { FlavorPlugin, PrepareRequest } from "@infrakit/spi";
import type { Health, InstanceSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { FakeFlavor } from "../fake-flavor.ts";
import { describeConformance } from "../vitest.ts";
import { flavorCases, type FlavorInputs, runCase } from "./index.ts";

const refused = RawJson.fromText('{"bad":true}');
const inputs: FlavorInputs = { properties: RawJson.fromText("{}"), refused: [refused] };

function createFake(): FakeFlavor {
  const fake = new FakeFlavor();
  fake.judge = (properties) => (properties?.equals(refused) === true ? "bad is true" : null);
  return fake;
}

describeConformance("FakeFlavor", flavorCases, () => ({ plugin: createFake(), inputs }));

/** A flavor that prepares something else. */
function preparing(change: (spec: InstanceSpec, request: PrepareRequest) => InstanceSpec): FlavorPlugin {
  const fake = createFake();
  fake.onPrepare = (request) => change(request.spec, request);
  return fake;
}

function draining(onDrain: (drained: readonly string[]) => void): FlavorPlugin {
  const fake = createFake();
  fake.onDrain = async () => onDrain(fake.drained);
  return fake;
}

function judging(judge: FakeFlavor["judge"]): FlavorPlugin {
  return Object.assign(createFake(), { judge });
}

/** For each case a flavor with one fault. */
const wrong: Readonly<Record<string, () => FlavorPlugin>> = {
  "validate accepts the properties of this run": () => judging(() => "cannot be"),
  "validate refuses what it should": () => judging(() => null),
  "prepare keeps the tags that it is given": () =>
    preparing((spec) => ({ ...spec, tags: { ...spec.tags, empty: "no" } })),
  "prepare sets no tag that only a group may set": () =>
    preparing((spec) => ({ ...spec, tags: { ...spec.tags, "infrakit.slot": "0-abcd1234" } })),
  "prepare keeps the logical id": () => preparing((spec) => ({ ...spec, logicalId: null })),
  "prepare keeps attachments": () => preparing((spec) => ({ ...spec, attachments: [] })),
  "prepare keeps the script that it is given": () => preparing((spec) => ({ ...spec, init: "echo" })),
  "prepare leaves properties of the instance as they are": () =>
    preparing((spec) => ({ ...spec, properties: RawJson.fromValue(spec.properties?.parse()) })),
  "prepare gives the same for the same instance": () => {
    let count = 0;
    return preparing((spec) => ({ ...spec, tags: { ...spec.tags, count: String(++count) } }));
  },
  "prepare of 20 instances at once mixes nothing up": () => {
    let first: InstanceSpec | undefined;
    return preparing((spec) => (first ??= spec));
  },
  "healthy answers for an instance of which only id and tags are known": () =>
    Object.assign(createFake(), { usualHealth: "well" as Health }),
  "drain ends": () =>
    draining(() => {
      throw new Error("cannot drain");
    }),
  "drain can be repeated": () =>
    draining((drained) => {
      if (drained.length > 1) throw new Error("drained already");
    }),
};

test.for(flavorCases.map((one) => [one.name, one] as const))(
  "%s: it fails when a flavor does otherwise",
  async ([name, one]) => {
    const plugin = wrong[name];
    if (plugin === undefined) throw new Error(`no flavor is wrong in that "${name}"`);
    const result = await runCase(one, plugin(), { inputs, deadlineMs: 100 });
    expect(result).toMatchObject({ name, outcome: "fails" });
    expect(result.message).toMatch(/^expected |^cannot be$|^cannot drain$|^drained already$/);
  },
);
