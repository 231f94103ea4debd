import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { HostedPlugins } from "./hosted-plugins.ts";
import type { OpenKind } from "./kinds/kind.ts";

const nothingToClose = async (): Promise<void> => {};

test("instance() and flavor() find an object by the part of its name behind the slash", async () => {
  const [one, small] = [new FakeInstances(), new FakeInstances()];
  const flavor = new FakeFlavor();
  const hosted = new HostedPlugins();
  hosted.add("a", async () => ({
    objects: { instance: { ".": one, small }, flavor: { f: flavor } },
    close: nothingToClose,
  }));
  expect(await hosted.instance("a")).toBe(one);
  expect(await hosted.instance("a/small")).toBe(small);
  expect(await hosted.flavor("a/f")).toBe(flavor);
  expect(await hosted.flavor("a")).toBeUndefined();
  expect(await hosted.instance("a/toString")).toBeUndefined();
  expect(await hosted.instance("b")).toBeUndefined();
  expect(["a", "a/x", "b"].map((name) => hosted.has(name))).toEqual([true, true, false]);
});

test("listsAtOnce() believes only those that say so when they are added", () => {
  const hosted = new HostedPlugins();
  const open = async (): Promise<OpenKind> => ({ objects: {}, close: nothingToClose });
  hosted.add("prompt", open, { listsAtOnce: true });
  hosted.add("given", open);
  const answers = ["prompt", "prompt/x", "given", "nobody"].map((name) => hosted.listsAtOnce(name));
  expect(answers).toEqual([true, true, false, false]);
});

test("open() opens once when many ask, and closes it with the others", async () => {
  let [opened, closed] = [0, 0];
  const hosted = new HostedPlugins();
  hosted.add("a", async (): Promise<OpenKind> => {
    opened++;
    return { objects: {}, close: async () => void closed++ };
  });
  hosted.add("never", () => Promise.reject(new Error("nobody asks for it")));
  await Promise.all([hosted.open("a"), hosted.open("a"), hosted.instance("a")]);
  await hosted.close();
  expect({ opened, closed }).toEqual({ opened: 1, closed: 1 });
  await expect(hosted.open("a")).rejects.toThrow('Cannot use plugin "a": everything was closed');
});

test("open() tries again when the last attempt has failed", async () => {
  let attempts = 0;
  const hosted = new HostedPlugins();
  hosted.add("a", async () => {
    if (++attempts === 1) throw new Error("locked");
    return { objects: {}, close: nothingToClose };
  });
  await expect(hosted.open("a")).rejects.toThrow("locked");
  await expect(hosted.open("a")).resolves.toEqual({});
});
