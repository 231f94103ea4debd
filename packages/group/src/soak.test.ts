import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const hourMs = 3_600_000;

const days = process.env["INFRAKIT_NIGHTLY"] === "1" ? 28 : 3;

/** What is in use when nothing is left to be collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** A day: an instance dies every hour, one is unhealthy for a while, and in the evening there is an update. */
async function liveADay(world: World, day: number): Promise<void> {
  for (let hour = 0; hour < 24; hour++) {
    const [first, second] = [...world.instances.instances.keys()];
    world.instances.kill(first ?? "");
    if (hour % 8 === 0) world.flavor.health.set(second ?? "", "unhealthy");
    await world.clock.advance(hourMs);
    world.flavor.health.clear();
  }
  await world.commit(groupOf({ Size: 5 }, `v${day}`));
  await world.clock.advance(hourMs);
}

test(
  "openGroupController() holds on to nothing of the past when it runs for days",
  { timeout: 300_000 },
  async () => {
    const world = await openWorld({ logger: { info: () => undefined, warn: () => undefined } });
    await world.commit(groupOf({ Size: 5 }));
    await liveADay(world, 0);
    const [record] = await world.journal.load();
    const before = { heap: heapBytes(), timers: world.clock.timers, record: record?.text.length ?? 0 };
    for (let day = 1; day < days; day++) await liveADay(world, day);
    const [later] = await world.journal.load();
    // The fakes note each id that was destroyed or drained, some 100 bytes each: that is theirs.
    expect(heapBytes() - before.heap).toBeLessThan(1_000_000);
    expect(world.clock.timers).toBe(before.timers);
    expect(later?.text.length ?? 0).toBeLessThan(before.record + 100);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 5 });
  },
);
