import { mkdir, readFile, rename, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Infrakit } from "@infrakit/infrakit";
import { openGroupPlugin } from "@infrakit/infrakit/operator";
import { RawJson } from "@infrakit/spi/document";
import { FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished } from "vitest";
import { type Place, test } from "./place.ts";

const fake = { plugin: "fake", properties: null };

/** Keeps groups, and holds what is said of them. */
async function start(place: Place) {
  const said: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => void said.push(message) };
  const plugins = { instances: { fake: new FakeInstances() } };
  const infrakit = await place.start({
    stateDir: place.stateDir,
    pluginsDir: place.pluginsDir,
    plugins,
    logger,
  });
  return { infrakit, said };
}

function recordOf({ stateDir }: Place): string {
  return join(stateDir, "groups", "web.record");
}

test("startInfrakit() says once that a group is not kept when its record is damaged, and keeps the file when a commit is refused", async ({
  place,
}) => {
  const first = await start(place);
  await first.infrakit.commit({ id: "web", size: 0, instance: fake });
  await first.infrakit.close();
  await writeFile(recordOf(place), "damaged");
  const { infrakit, said } = await start(place);
  await expect(infrakit.commit({ id: "web", size: 1, instance: fake })).rejects.toMatchObject({
    code: "state_unreadable",
  });
  expect(said).toEqual([expect.stringMatching(/^a group is not kept: restore the file/)]);
  expect(await readFile(recordOf(place), "utf8")).toBe("damaged");
});

test("startInfrakit() keeps the other groups when a record is damaged and its logger throws", async ({
  place,
}) => {
  const first = await start(place);
  await first.infrakit.commit({ id: "web", size: 0, instance: fake });
  await first.infrakit.commit({ id: "db", size: 0, instance: fake });
  await first.infrakit.close();
  await writeFile(recordOf(place), "damaged");
  const fail = (): never => {
    throw new Error("no space left on device");
  };
  const plugins = { instances: { fake: new FakeInstances() } };
  const logger = { info: fail, warn: fail };
  const infrakit = await place.start({ stateDir: place.stateDir, plugins, logger });
  expect(infrakit.controller.ids()).toEqual(["db"]);
  expect(infrakit.metrics()).toContain("\ninfrakit_groups_damaged 1\n");
});

test("startInfrakit() writes nothing over a damaged record that was away for a while", async ({ place }) => {
  const first = await start(place);
  await first.infrakit.commit({ id: "web", size: 0, instance: fake });
  await first.infrakit.close();
  const good = await readFile(recordOf(place));
  await writeFile(recordOf(place), "damaged");
  const { infrakit } = await start(place);
  await rename(recordOf(place), `${recordOf(place)}.away`);
  expect(await infrakit.damage("web")).toBeUndefined();
  await writeFile(recordOf(place), good);
  const refused = infrakit.commit({ id: "web", size: 1, instance: fake });
  await expect(refused).rejects.toMatchObject({ code: "state_unreadable" });
  expect(await readFile(recordOf(place))).toEqual(good);
});

test("startInfrakit() keeps a group as it was before, and says so, when the end of its record is torn", async ({
  place,
}) => {
  const first = await start(place);
  await first.infrakit.commit({ id: "web", size: 0, instance: fake });
  await first.infrakit.commit({
    id: "web",
    size: 0,
    instance: { ...fake, properties: RawJson.fromValue({ other: true }) },
  });
  await first.infrakit.close();
  const { size } = await stat(recordOf(place));
  await truncate(recordOf(place), size - 1);
  const { infrakit, said } = await start(place);
  expect(infrakit.controller.ids()).toEqual(["web"]);
  expect(said).toEqual([expect.stringMatching(/^the end of a group's record is torn/)]);
});

/** Keeps groups where a record that means nothing lies under the name of a file. */
async function startDamaged(place: Place, file: string): Promise<Infrakit> {
  await mkdir(join(place.stateDir, "groups"), { recursive: true, mode: 0o700 });
  await writeFile(join(place.stateDir, "groups", file), "damaged");
  return (await start(place)).infrakit;
}

async function connect(place: Place) {
  const plugin = await openGroupPlugin(place.pluginsDir);
  onTestFinished(() => plugin.close());
  return plugin;
}

const calls: readonly (readonly [name: string, (infrakit: Infrakit) => unknown])[] = [
  ["commitGroup", ({ controller }) => controller.commitGroup(spec)],
  ["commitGroup, pretended", ({ controller }) => controller.commitGroup(spec, { pretend: true })],
  ["freeGroup", ({ controller }) => controller.freeGroup("web")],
  ["describeGroup", ({ controller }) => controller.describeGroup("web")],
  ["destroyGroup", ({ controller }) => controller.destroyGroup("web")],
  ["destroyInstances", ({ controller }) => controller.destroyInstances("web", ["a"])],
  ["size", ({ controller }) => controller.size("web")],
  ["setSize", ({ controller }) => controller.setSize("web", 2)],
  ["status", async ({ controller }) => controller.status("web")],
  ["watch", (infrakit) => infrakit.watch("web")[Symbol.asyncIterator]().next()],
  ["rollout.status", ({ controller: { rollout } }) => rollout.status("web")],
  ["rollout.explain", ({ controller: { rollout } }) => rollout.explain("web")],
  ["rollout.pause", ({ controller: { rollout } }) => rollout.pause("web")],
  ["rollout.resume", ({ controller: { rollout } }) => rollout.resume("web")],
  ["rollout.abort", ({ controller: { rollout } }) => rollout.abort("web")],
  ["rollout.rollback", ({ controller: { rollout } }) => rollout.rollback("web")],
  ["rollout.promote", ({ controller: { rollout } }) => rollout.promote("web")],
  ["rollout.replace", ({ controller: { rollout } }) => rollout.replace("web", ["a"])],
];

const spec = { id: "web", properties: RawJson.fromValue({ Allocation: { Size: 1 } }) };

test("guardDamaged() refuses every call and says why when it is about a group whose record is damaged", async ({
  place,
}) => {
  const infrakit = await startDamaged(place, "web.record");
  const error = {
    code: "state_unreadable",
    message: `Cannot keep group "web": its record "${recordOf(place)}" was damaged when it was read: it is not a record, or its start is lost; restore the file from a backup and start again, or move it away to forget the group (its instances stay)`,
  };
  for (const [name, call] of calls)
    await expect(call(infrakit), name).rejects.toThrow(expect.objectContaining(error));
  await expect(infrakit.controller.describeGroup("db")).rejects.toThrow("Group 'db' is not being watched");
  await expect(infrakit.controller.size("db")).rejects.toThrow("group db not found");
});

test("guardDamaged() lets a group be committed when the file of its record was moved away", async ({
  place,
}) => {
  const infrakit = await startDamaged(place, "web.record");
  await rename(recordOf(place), join(place.root, "kept.record"));
  await expect(infrakit.controller.describeGroup("web")).rejects.toThrow("Group 'web' is not being watched");
  await infrakit.commit({ id: "web", size: 0, instance: fake });
  expect(await infrakit.controller.size("web")).toBe(0);
  expect(await (await connect(place)).damagedGroups()).toEqual([]);
});

test.for<readonly [file: string, name: string]>([
  ["web.record", "web"],
  ["Web~5b0cd1.record", "Web~5b0cd1.record"],
])("damagedGroups() tells over the socket of a record %s as %s", async ([file, name], { place }) => {
  await startDamaged(place, file);
  const plugin = await connect(place);
  const message = expect.stringContaining(`Cannot keep group "${name}": its record`) as string;
  expect(await plugin.damagedGroups()).toEqual([{ name, message }]);
  expect(await plugin.group.inspectGroups()).toEqual([]);
});
