import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RawJson } from "@infrakit/spi/document";
import { FakeInstances } from "@infrakit/testing";
import { expect } from "vitest";
import { type Place, test } from "./place.ts";

const fake = { plugin: "fake", properties: null };

/** Keeps groups, and holds what is said of them. */
async function start(place: Place) {
  const said: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => void said.push(message) };
  const plugins = { instances: { fake: new FakeInstances() } };
  const infrakit = await place.start({ stateDir: place.stateDir, plugins, logger });
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
