import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { gatherByLookup } from "./given-plugins.ts";

test("gatherByLookup() puts objects together when they share the first part of their names", () => {
  const [a, small, b] = [new FakeInstances(), new FakeInstances(), new FakeInstances()];
  const flavor = new FakeFlavor();
  const gathered = gatherByLookup({ instances: { a, "a/small": small, b }, flavors: { "a/x/y": flavor } });
  const checked: unknown = expect.objectContaining({ provision: expect.any(Function) as unknown });
  expect([...gathered]).toEqual([
    ["a", { instance: { ".": checked, small: checked }, flavor: { "x/y": flavor } }],
    ["b", { instance: { ".": checked } }],
  ]);
});

test("gatherByLookup() gives each instance plugin its own name, and refuses what it may not answer", async () => {
  const [a, small] = [new FakeInstances(), new FakeInstances()];
  const gathered = gatherByLookup({ instances: { a, "a/small": small } });
  const { instance } = gathered.get("a") ?? {};
  small.fail("describeInstances", () => Promise.resolve([{ id: 7, tags: {} }]));
  expect(await instance?.["."]?.describeInstances({ tags: {}, properties: false })).toEqual([]);
  await expect(instance?.["small"]?.describeInstances({ tags: {}, properties: false })).rejects.toThrow(
    'Cannot list the instances of "a/small": [0].id: expected a string, found a number',
  );
});
