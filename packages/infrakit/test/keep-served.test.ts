import { access, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openGroupPlugin } from "@infrakit/infrakit/operator";
import { servePlugin } from "@infrakit/rpc";
import { FakeInstances } from "@infrakit/testing";
import { describe, expect, onTestFinished } from "vitest";
import { type Place, test } from "./place.ts";

/** Serves groups in a place, and holds what is said of it. */
async function start(place: Place): Promise<readonly string[]> {
  const said: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => void said.push(message) };
  await place.start({ pluginsDir: place.pluginsDir, logger });
  return said;
}

/** How many unix sockets this process listens on. */
const listening = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "PipeServerWrap").length;

/** Asks for the groups over the socket. */
async function ask({ pluginsDir }: Place): Promise<number> {
  const plugin = await openGroupPlugin(pluginsDir, "group");
  try {
    return (await plugin.group.inspectGroups()).length;
  } finally {
    await plugin.close();
  }
}

describe("startInfrakit()", () => {
  test.for<readonly [string, (place: Place) => Promise<void>]>([
    ["its socket is removed", ({ pluginsDir }) => rm(join(pluginsDir, "group"))],
    ["the plugin directory is removed", ({ pluginsDir }) => rm(pluginsDir, { recursive: true })],
  ])("makes its socket again and says so when %s", async ([, remove], { place }) => {
    const said = await start(place);
    await remove(place);
    await expect
      .poll(() => said, { timeout: 5000 })
      .toEqual(["its socket was removed: it is served on a new one"]);
    expect(await ask(place)).toBe(0);
    await access(join(place.pluginsDir, "group.pid"));
  });

  test("listens on one socket only, and keeps its pid file, however often its socket is removed", async ({
    place,
  }) => {
    const said = await start(place);
    const once = listening();
    for (const time of [1, 2, 3]) {
      await rm(join(place.pluginsDir, "group"));
      await expect.poll(() => said, { timeout: 5000 }).toHaveLength(time);
    }
    await expect.poll(listening).toBe(once);
    expect(await readdir(place.pluginsDir)).toEqual(["group", "group.pid"]);
  });

  test("makes its socket again when it is removed beside a .listen file of the same name", async ({
    place,
  }) => {
    await mkdir(place.pluginsDir, { mode: 0o700 });
    await writeFile(join(place.pluginsDir, "group.listen"), "tcp://127.0.0.1:1");
    const said = await start(place);
    await rm(join(place.pluginsDir, "group"));
    await expect
      .poll(() => said, { timeout: 5000 })
      .toEqual(["its socket was removed: it is served on a new one"]);
    await access(join(place.pluginsDir, "group"));
  });

  test("goes on trying, and says once why, while the socket cannot be made", async ({ place }) => {
    const said = await start(place);
    await rm(place.pluginsDir, { recursive: true });
    await writeFile(place.pluginsDir, "");
    await expect.poll(() => said, { timeout: 5000 }).toHaveLength(1);
    expect(said[0]).toMatch(
      /^its socket was removed, and it is tried again: Cannot create plugin directory /,
    );
    await rm(place.pluginsDir);
    await mkdir(place.pluginsDir, { mode: 0o700 });
    await expect.poll(() => ask(place).catch(() => -1), { timeout: 5000 }).toBe(0);
  });

  test("leaves a socket alone that somebody else has put in its place, and says so", async ({ place }) => {
    const said = await start(place);
    const path = join(place.pluginsDir, "group");
    const other = await servePlugin({ instance: new FakeInstances() }, { path: `${path}-other` });
    onTestFinished(() => other.close());
    await rename(`${path}-other`, path);
    await expect.poll(() => said, { timeout: 5000 }).toEqual(["somebody else has taken its place"]);
    await access(path);
  });
});
