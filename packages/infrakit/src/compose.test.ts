import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { composePlugins, type OwnPlugins, type PluginSource } from "./compose.ts";

const [own, other] = [new FakeInstances(), new FakeInstances()];
const flavor = new FakeFlavor();
const hosted: OwnPlugins = {
  has: (name) => name === "own",
  listsAtOnce: (name) => name === "own",
  instance: async (name) => (name === "own" ? own : undefined),
  flavor: async () => undefined,
};
const sockets: PluginSource = {
  instance: async (name) => (name === "own" || name === "other" ? other : undefined),
  flavor: async (name) => (name === "other" ? flavor : undefined),
};

test("composePlugins() prefers what is hosted here, then asks the sockets", async () => {
  const plugins = composePlugins(hosted, sockets);
  expect(await plugins.instance("own")).toBe(own);
  expect(await plugins.instance("other")).toBe(other);
  expect(await plugins.flavor("other")).toBe(flavor);
  expect(["own", "other"].map((name) => plugins.sharesFate?.(name))).toEqual([true, false]);
  expect(["own", "other"].map((name) => plugins.listsAtOnce?.(name))).toEqual([true, false]);
});

test.for([
  ["with sockets", sockets],
  ["without sockets", undefined],
] as const)(
  "composePlugins() says InfraKit's sentence when nobody has the plugin, %s [place.not-found]",
  async ([, place]) => {
    const plugins = composePlugins(hosted, place);
    const error = { code: "plugin_not_found", message: "plugin not found:a/b" };
    await expect(plugins.instance("a/b")).rejects.toMatchObject(error);
    await expect(plugins.flavor("a/b")).rejects.toMatchObject(error);
  },
);
