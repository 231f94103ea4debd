import { createMemoryJournal, groupEventTypes, openGroupController } from "@infrakit/group";
import type { PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import {
  createFakePlugins,
  FakeFlavor,
  FakeInstances,
  ManualClock,
  refuses,
  seededRandom,
} from "@infrakit/testing";
import { expect, test } from "vitest";
import { GroupEventFeed, type GroupNews, type MissedNews } from "./group-event-feed.ts";
import { createGroupEventPlugin } from "./group-event-plugin.ts";
import { tellChanges } from "./group-objects.ts";

/** All that somebody reads, until the signal is aborted. */
function readAll<T>(events: AsyncIterable<T>): readonly T[] {
  const read: T[] = [];
  void (async () => {
    for await (const event of events) read.push(event);
  })();
  return read;
}

function propertiesOf(version: string): RawJson {
  return RawJson.fromValue({
    Instance: { Plugin: "fake", Properties: { version } },
    Flavor: { Plugin: "plain", Properties: {} },
    Allocation: { Size: 3 },
    Updating: { Canary: 1 },
    Healing: { After: "5s" },
  });
}

/** A real controller among fakes, whose events are read as an iterator and as a plugin's. */
async function openStory() {
  const [clock, instances, flavor] = [new ManualClock(), new FakeInstances(), new FakeFlavor()];
  const feed = new GroupEventFeed(() => clock.now());
  const stop = new AbortController();
  const iterated = readAll<GroupNews | MissedNews>(feed.read("web", stop.signal));
  const published = readAll<PluginEvent>(
    createGroupEventPlugin(feed).subscribe("groups/web/", { signal: stop.signal }),
  );
  const controller = await openGroupController({
    ...tellChanges(createMemoryJournal(), (change) => feed.push(change)),
    plugins: createFakePlugins({ instances: { fake: instances }, flavors: { plain: flavor } }),
    clock,
    random: seededRandom(1),
    logger: { info: () => undefined, warn: () => undefined },
  });
  return { clock, instances, flavor, controller, iterated, published, stop };
}

test("a real group tells every event, with its commit, as an iterator and as an Event plugin", async () => {
  const { clock, instances, flavor, controller, iterated, published, stop } = await openStory();
  const commit = async (version: string): Promise<void> => {
    await controller.commitGroup({ id: "web", properties: propertiesOf(version) });
    await clock.advance(60_000);
  };
  await commit("v1");
  const { commit: first } = controller.status("web");
  flavor.health.set("i-2", "unhealthy");
  await clock.advance(60_000);
  await commit("v2");
  const { commit: second } = controller.status("web");
  await controller.rollout.rollback("web");
  await clock.advance(60_000);
  instances.fail("provision", ...Array.from({ length: 12 }, () => refuses("no room")));
  instances.kill([...instances.instances.keys()][0] ?? "");
  await clock.advance(1_200_000);
  await controller.destroyGroup("web");
  await clock.advance(60_000);
  stop.abort();

  const told = iterated.flatMap((event) => (event.type === "missed" ? [] : [event]));
  expect(told).toHaveLength(iterated.length);
  expect(new Set(told.map(({ type }) => type))).toEqual(
    new Set(groupEventTypes.filter((type) => type !== "found")),
  );
  expect(new Set(told.map(({ commit: of }) => of))).toEqual(new Set([first, second]));
  const updates = told.filter(({ type }) => ["update-started", "paused", "rolled-back"].includes(type));
  expect(updates.map(({ type, commit: of }) => [type, of])).toEqual([
    ["update-started", second],
    ["paused", second],
    ["rolled-back", first],
  ]);
  expect(told.find(({ type }) => type === "stalled")?.message).toContain("no room");
  expect(published.map(({ topic, data }) => [topic, data?.parse()])).toEqual(
    told.map(({ type, commit: of, slot, instance }) => [
      `groups/web/${type}`,
      { Group: "web", Commit: of, Slot: slot, Instance: instance },
    ]),
  );
  await controller.close();
});
