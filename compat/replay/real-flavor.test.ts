import { createComboFlavor } from "@infrakit/plugins/flavor/combo";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createHandler } from "@infrakit/rpc";
import type { FlavorPlugin } from "@infrakit/spi";
import { createFakePlugins } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { callsAmong, type RecordedCall } from "./message.ts";
import { allRecordings } from "./recording.ts";

const calls = callsAmong(allRecordings()).filter(({ called }) => called.startsWith("Flavor."));

async function answer(flavor: FlavorPlugin, { request }: RecordedCall): Promise<string> {
  return createHandler({ flavor }).handle(request.body);
}

describe("[flavor.vanilla]", () => {
  test.for(calls.filter(({ plugin }) => ["vanilla", "flavor-vanilla"].includes(plugin)))(
    "createVanillaFlavor() does as recorded in $name",
    async (call) => {
      expect(await answer(createVanillaFlavor(), call)).toBe(call.response.body);
    },
  );
});

describe("[flavor.combo] [flavor.combo.shapes]", () => {
  const vanilla = createVanillaFlavor();
  const lookup = createFakePlugins({ flavors: { vanilla, "flavor-vanilla": vanilla } });

  test.for(calls.filter(({ plugin }) => ["combo", "flavor-combo"].includes(plugin)))(
    "createComboFlavor() does as recorded in $name",
    async (call) => {
      expect(await answer(createComboFlavor({ lookup, name: call.plugin }), call)).toBe(call.response.body);
    },
  );
});

test("calls of flavors were recorded of both, in each release", () => {
  const seen = new Set(calls.map(({ file, plugin }) => `${file} ${plugin}`));
  expect([...seen].toSorted()).toEqual([
    "calls-head combo",
    "calls-head vanilla",
    "wire-head combo",
    "wire-head vanilla",
    "wire-v0.2 flavor-combo",
    "wire-v0.2 flavor-vanilla",
    "wire-v0.5 flavor-combo",
    "wire-v0.5 flavor-vanilla",
  ]);
});
