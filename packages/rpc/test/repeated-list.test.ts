import { connectInstance } from "@infrakit/rpc";
import type { InstanceDescription } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest } from "./place.ts";

/** So many that their list takes several pieces to read. */
function instancesOf(count: number, color: string): readonly InstanceDescription[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `i-${n}`,
    logicalId: null,
    tags: { name: "Jürgen", color: n === 5000 ? color : "red" },
    properties: null,
  }));
}

test("describeInstances() gives a long list that is repeated again, and what is new when it changes", async () => {
  const red = instancesOf(10_000, "red");
  let listed = red;
  const path = await serveForTest({
    instance: { ...fakeInstance([]), describeInstances: () => Promise.resolve(listed) },
  });
  const plugin = connectInstance(connectForTest(path), "fake");
  const list = (): Promise<readonly InstanceDescription[]> =>
    plugin.describeInstances({ tags: {}, properties: false });
  const first = await list();
  expect(first).toEqual(red);
  expect(await list()).toBe(first);
  for (const other of [instancesOf(10_000, "blue"), red.slice(0, 6000), instancesOf(10_001, "red"), []]) {
    listed = other;
    expect(await list()).toEqual(other);
  }
  listed = red;
  expect(await Promise.all([list(), list()])).toEqual([red, red]);
});
