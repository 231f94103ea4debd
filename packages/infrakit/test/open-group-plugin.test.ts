import { mkdir } from "node:fs/promises";
import { openGroupPlugin, type OpenGroupPlugin } from "@infrakit/infrakit/operator";
import { servePlugin } from "@infrakit/rpc";
import type { GroupPlugin, RolloutPlugin } from "@infrakit/spi";
import { expect, onTestFinished } from "vitest";
import { type Place, test } from "./place.ts";

/** Serves what a group plugin may host, and connects to it. */
async function open(place: Place, objects: Parameters<typeof servePlugin>[0]): Promise<OpenGroupPlugin> {
  await mkdir(place.pluginsDir, { mode: 0o700 });
  const server = await servePlugin(objects, { path: `${place.pluginsDir}/group` });
  onTestFinished(() => server.close());
  const plugin = await openGroupPlugin(place.pluginsDir);
  onTestFinished(() => plugin.close());
  return plugin;
}

/** Notes what it is told. */
function createRollout(told: string[]): RolloutPlugin {
  const note =
    (command: string) =>
    async (id: string): Promise<void> =>
      void told.push(`${command} ${id}`);
  return {
    status: () => Promise.reject(new Error("no status here")),
    explain: async (id) => [`${id} waits`],
    pause: note("pause"),
    resume: note("resume"),
    abort: note("abort"),
    rollback: note("rollback"),
    promote: note("promote"),
    replace: async (id, instances) => void told.push(`replace ${instances.join(" ")} of ${id}`),
  };
}

const group = {
  describeGroup: () => Promise.reject(new Error("none")),
} as Partial<GroupPlugin> as GroupPlugin;

test("openGroupPlugin() passes on what an operator says when the plugin hosts rollouts", async ({
  place,
}) => {
  const told: string[] = [];
  const { name, rollout } = await open(place, {
    group: { ".": group },
    rollout: { ".": createRollout(told) },
  });
  expect(name).toBe("group");
  await rollout.pause("web");
  await rollout.resume("web");
  await rollout.abort("web");
  await rollout.rollback("web");
  await rollout.promote("web");
  await rollout.replace("web", ["a", "b"]);
  expect(told).toEqual([
    "pause web",
    "resume web",
    "abort web",
    "rollback web",
    "promote web",
    "replace a b of web",
  ]);
  expect(await rollout.explain("web")).toEqual(["web waits"]);
  await expect(rollout.status("web")).rejects.toThrow("no status here");
});

test("openGroupPlugin() says what is missing when the plugin hosts neither rollouts nor events", async ({
  place,
}) => {
  const { rollout, event } = await open(place, { group: { ".": group } });
  const mismatch = { code: "interface_mismatch" };
  await expect(rollout.pause("web")).rejects.toMatchObject(mismatch);
  const { signal } = new AbortController();
  const reading = event.subscribe("groups/", { signal })[Symbol.asyncIterator]();
  await expect(reading.next()).rejects.toMatchObject(mismatch);
});

test("damagedGroups() knows of none when the plugin hosts no metadata", async ({ place }) => {
  const plugin = await open(place, { group: { ".": group } });
  expect(await plugin.damagedGroups()).toEqual([]);
});
