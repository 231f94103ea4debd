import { readdir } from "node:fs/promises";
import { processInstance } from "@infrakit/infrakit";
import { openGroupPlugin } from "@infrakit/infrakit/operator";
import { FakeInstances } from "@infrakit/testing";
import { connectEvent, connectInstance, connectPlugin, servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished } from "vitest";
import { test } from "./place.ts";

const fake = { plugin: "fake", properties: null };
const sleeper = processInstance({ command: "sleep", args: ["100000"] });

test("startInfrakit() takes up groups and processes when another one kept them there", async ({ place }) => {
  const first = await place.start({ stateDir: place.stateDir });
  await first.commit({ id: "web", size: 2, instance: sleeper });
  await expect.poll(() => first.controller.status("web").ready).toBe(2);
  const before = (await first.controller.describeGroup("web")).instances.map(({ id }) => id);
  await first.close();
  const second = await place.start({ stateDir: place.stateDir });
  await expect.poll(() => second.controller.status("web").ready).toBe(2);
  expect((await second.controller.describeGroup("web")).instances.map(({ id }) => id)).toEqual(before);
});

test("startInfrakit() refuses when another process has the state directory", async ({ place }) => {
  await place.start({ stateDir: place.stateDir });
  await expect(place.start({ stateDir: place.stateDir })).rejects.toMatchObject({ code: "state_locked" });
});

test("startInfrakit() serves the plugins of the program and its groups when it has a plugin directory", async ({
  place,
}) => {
  const [plain, small] = [new FakeInstances(), new FakeInstances()];
  const instances = { fake: plain, "fake/small": small };
  const infrakit = await place.start({ plugins: { instances }, pluginsDir: place.pluginsDir });
  expect(await readdir(place.pluginsDir)).toEqual(["fake", "fake.pid", "group", "group.pid"]);
  const connection = connectPlugin(`${place.pluginsDir}/fake`);
  onTestFinished(() => connection.close());
  const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
  const id = await connectInstance(connection, "fake/small").provision(spec);
  expect([[...plain.instances.keys()], [...small.instances.keys()]]).toEqual([[], [id]]);
  const plugin = await openGroupPlugin(place.pluginsDir);
  onTestFinished(() => plugin.close());
  await infrakit.commit({ id: "web", size: 1, instance: fake });
  expect(await plugin.group.size("web")).toBe(1);
  await infrakit.destroy("web");
  await infrakit.close();
  expect(await readdir(place.pluginsDir)).toEqual([]);
});

test("startInfrakit() publishes what happens to its groups when it has a plugin directory", async ({
  place,
}) => {
  const plugins = { instances: { fake: new FakeInstances() } };
  const infrakit = await place.start({ plugins, pluginsDir: place.pluginsDir });
  const connection = connectPlugin(`${place.pluginsDir}/group`);
  onTestFinished(() => connection.close());
  expect(await connection.interfaces()).toContainEqual({ name: "Event", version: "0.1.1", objects: ["."] });
  const events = connectEvent(connection, "group");
  const stop = new AbortController();
  const topics: string[] = [];
  const told = (async () => {
    for await (const { topic } of events.subscribe("groups/", { signal: stop.signal })) topics.push(topic);
  })();
  // Something must happen again and again until the reader is heard.
  let size = 0;
  const hurry = async (): Promise<number> => {
    await infrakit.commit({ id: "other", size: size++ % 2, instance: fake });
    return topics.length;
  };
  await expect.poll(hurry).toBeGreaterThan(0);
  await infrakit.commit({ id: "web", size: 1, instance: fake });
  await expect.poll(() => infrakit.controller.status("web").ready).toBe(1);
  expect(await events.list(["groups"])).toEqual(["other", "web"]);
  await infrakit.destroy("web");
  await expect.poll(() => topics).toContain("groups/web/gone");
  stop.abort();
  await told;
  const wanted = ["groups/web/created", "groups/web/healthy", "groups/web/destroyed", "groups/web/gone"];
  expect(topics.filter((topic) => wanted.includes(topic))).toEqual(wanted);
});

test("startInfrakit() finds plugins of others while they come, go and are replaced", async ({ place }) => {
  const infrakit = await place.start({ pluginsDir: place.pluginsDir });
  await expect(infrakit.commit({ id: "web", size: 1, instance: fake })).rejects.toThrow(
    "plugin not found:fake",
  );
  const path = `${place.pluginsDir}/fake`;
  const instances = new FakeInstances();
  const first = await servePlugin({ instance: instances }, { path });
  await infrakit.commit({ id: "web", size: 2, instance: fake });
  await expect.poll(() => infrakit.controller.status("web").ready).toBe(2);
  await first.close();
  await expect.poll(() => infrakit.controller.status("web").phase).toBe("waiting");
  expect(infrakit.controller.status("web").reason).toContain("plugin not found:fake");
  const second = await servePlugin({ instance: instances }, { path });
  onTestFinished(() => second.close());
  await expect.poll(() => infrakit.controller.status("web").phase).toBe("converged");
  expect(instances.highest).toBe(2);
});

test("startInfrakit() leaves no socket and no lock behind when it cannot start", async ({ place }) => {
  const other = await servePlugin({}, { path: `${place.root}/group` });
  onTestFinished(() => other.close());
  const options = {
    pluginsDir: place.root,
    stateDir: place.stateDir,
    plugins: { instances: { fake: new FakeInstances() } },
  };
  await expect(place.start(options)).rejects.toMatchObject({ code: "address_in_use" });
  expect(await readdir(place.root)).toEqual(["group", "group.pid", "state"]);
  await place.start({ stateDir: place.stateDir });
});

test("close() takes no more commits first and closes the plugins last", async ({ place }) => {
  const instances = new FakeInstances();
  const infrakit = await place.start({
    plugins: { instances: { fake: instances } },
    pluginsDir: place.pluginsDir,
  });
  const plugin = await openGroupPlugin(place.pluginsDir);
  onTestFinished(() => plugin.close());
  await infrakit.commit({ id: "web", size: 1, instance: fake });
  await expect.poll(() => infrakit.controller.status("web").ready).toBe(1);
  await infrakit.close();
  await expect(plugin.group.size("web")).rejects.toMatchObject({ code: "plugin_unreachable" });
  expect(instances.instances.size).toBe(1);
});
