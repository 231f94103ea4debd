import type { GroupCondition, GroupStatus, SlotStatus } from "@infrakit/spi/data";
import { hangs, waits } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";
import { eventsBetween, noMemory, remember } from "./group-events.ts";

const minute = 60_000;

/** The only slot of a group, or the first. */
function slotOf(world: World): SlotStatus {
  const [slot] = world.status().slots;
  if (slot === undefined) throw new Error("the group has no slot");
  return slot;
}

function degraded(world: World): Pick<GroupCondition, "status" | "reason" | "message"> {
  const found = world.status().conditions.find(({ type }) => type === "Degraded");
  if (found === undefined) throw new Error("nobody says whether the group is degraded");
  const { status, reason, message } = found;
  return { status, reason, message };
}

/** What events say of the instances that are gone between two moments. */
function destroyed(before: GroupStatus, after: GroupStatus): readonly string[] {
  return eventsBetween("g", remember(noMemory, before), after)
    .filter(({ type }) => type === "destroyed")
    .map(({ message }) => message);
}

async function openGroup(size = 1, more: object = {}): Promise<World> {
  const world = await openWorld();
  await world.commit({ ...groupOf({ Size: size }), ...more });
  await world.clock.advance(minute);
  return world;
}

/** Ends whoever stands in the first slot, and lets its successor come. */
async function killFirst(world: World, reason?: string): Promise<void> {
  const { instance } = slotOf(world);
  world.instances.kill(instance ?? "", reason);
  await world.clock.advance(100);
}

test("a slot that lost nobody has no restarts", async () => {
  const world = await openGroup();
  expect(slotOf(world)).toEqual({ slot: "0", instance: "i-1", state: "healthy" });
  expect(world.status().restarts).toBe(0);
});

test("a slot counts the members that died, and tells when and why the last one did", async () => {
  const world = await openGroup(2);
  await killFirst(world, "exited with code 1; see /log/i-1.log");
  await world.clock.advance(minute);
  const at = world.clock.now();
  await killFirst(world, "exited with code 2; see /log/i-3.log");
  await world.clock.advance(minute);
  expect(world.status().slots).toEqual([
    {
      slot: "0",
      instance: "i-4",
      state: "healthy",
      restarts: 2,
      lastLoss: { at, instance: "i-3", reason: "exited with code 2; see /log/i-3.log" },
    },
    { slot: "1", instance: "i-2", state: "healthy" },
  ]);
  expect(world.status()).toMatchObject({ phase: "converged", restarts: 2 });
});

test("the event of an instance that was lost tells why, and that of one that was replaced does not", async () => {
  const world = await openGroup();
  const before = world.status();
  await killFirst(world, "exited with code 1");
  expect(destroyed(before, world.status())).toEqual(["i-1 in slot 0 exited with code 1"]);
  const lost = world.status();
  await world.controller.rollout.replace("g", ["i-2"]);
  await world.clock.advance(minute);
  expect(destroyed(lost, world.status())).toEqual(["i-2 in slot 0 is gone"]);
});

test("a slot says that nobody said why its member is gone when nobody did", async () => {
  const world = await openGroup();
  await killFirst(world);
  expect(slotOf(world)).toMatchObject({
    restarts: 1,
    lastLoss: { instance: "i-1", reason: "is gone, and its plugin did not say why" },
  });
});

test.for([
  { name: "its successor is there", isMaking: false },
  { name: "its successor is being made", isMaking: true },
])("a slot tells why its member ended when its plugin says so only when $name", async ({ isMaking }) => {
  const world = await openGroup();
  const { instances } = world;
  const [doomed] = instances.instances.values();
  if (isMaking) instances.fail("provision", hangs());
  await killFirst(world);
  if (doomed !== undefined) instances.instances.set("i-1", { ...doomed, tags: {} });
  instances.kill("i-1", "was ended by SIGKILL");
  await world.clock.advance(100);
  expect(slotOf(world).state).toBe(isMaking ? "creating" : "healthy");
  expect(slotOf(world)).toMatchObject({ restarts: 1, lastLoss: { reason: "was ended by SIGKILL" } });
});

test("a slot counts what ended before it was ever listed", async () => {
  const world = await openWorld();
  const { instances } = world;
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    const id = await provision(spec);
    if (id !== "i-3") instances.kill(id, "exited with code 1");
    return id;
  };
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(minute);
  expect(slotOf(world)).toMatchObject({ instance: "i-3", restarts: 2, lastLoss: { instance: "i-2" } });
});

test("a slot counts a member that was replaced for its health, once", async () => {
  const world = await openGroup(3);
  world.flavor.health.set("i-1", "unhealthy");
  await world.clock.advance(2 * minute);
  expect(slotOf(world)).toMatchObject({
    instance: "i-4",
    restarts: 1,
    lastLoss: { instance: "i-1", reason: "was unhealthy, and was replaced" },
  });
});

test("a slot counts a member that is kept as evidence of its ill health", async () => {
  const world = await openGroup(3, { Limits: { KeepFailed: 1 } });
  world.flavor.health.set("i-1", "unhealthy");
  await world.clock.advance(2 * minute);
  expect(world.status().slots).toMatchObject([
    { instance: "i-4", state: "healthy", restarts: 1, lastLoss: { instance: "i-1" } },
    { instance: "i-2" },
    { instance: "i-3" },
    { slot: "0", instance: "i-1", state: "failed" },
  ]);
  expect(world.status().slots[3]).not.toHaveProperty("restarts");
});

const orders: readonly {
  readonly name: string;
  readonly happens: (world: World) => Promise<unknown>;
  /** How many members there are then. */
  readonly size?: number;
}[] = [
  { name: "an update", happens: (world) => world.commit(groupOf({ Size: 2 }, "v2")) },
  {
    name: "another size",
    happens: async (world) => {
      await world.controller.setSize("g", 1);
      await world.clock.advance(minute);
      await world.controller.setSize("g", 2);
    },
  },
  { name: "an order", happens: (world) => world.controller.destroyInstances("g", ["i-1"]), size: 1 },
  { name: "a replacement", happens: (world) => world.controller.rollout.replace("g", ["i-1", "i-2"]) },
];

test.for(orders)("a slot does not count a member that goes for $name", async ({ happens, size = 2 }) => {
  const world = await openGroup(2);
  await happens(world);
  await world.clock.advance(5 * minute);
  expect(world.instances.destroyed).not.toEqual([]);
  expect(world.status()).toMatchObject({ phase: "converged", ready: size, restarts: 0 });
  expect(world.status().slots.filter(({ restarts }) => restarts !== undefined)).toEqual([]);
});

test("a slot counts anew when another version is committed, and the group does not", async () => {
  const world = await openGroup();
  await killFirst(world);
  await world.clock.advance(minute);
  await world.commit(groupOf({ Size: 1 }));
  expect(slotOf(world).restarts).toBe(1);
  await world.commit(groupOf({ Size: 1 }, "v2"));
  await world.clock.advance(minute);
  expect(slotOf(world)).not.toHaveProperty("restarts");
  expect(world.status().restarts).toBe(1);
});

test("a slot keeps its count when the controller is killed and started again", async () => {
  const world = await openGroup();
  for (const reason of ["exited with code 1", undefined]) {
    await killFirst(world, reason);
    await world.clock.advance(minute);
  }
  const before = slotOf(world);
  expect(before).toMatchObject({ restarts: 2, lastLoss: { instance: "i-2" } });
  await world.restart();
  await world.clock.advance(minute);
  expect(slotOf(world)).toEqual(before);
  await killFirst(world, "exited with code 3");
  expect(slotOf(world)).toMatchObject({ restarts: 3, lastLoss: { reason: "exited with code 3" } });
  expect(degraded(world).reason).toBe("RepeatedLosses");
});

test("a slot keeps its count while its plugin does not answer", async () => {
  const world = await openGroup();
  await killFirst(world, "exited with code 1");
  await world.clock.advance(minute);
  world.isAbsent = true;
  await world.clock.advance(minute);
  expect(slotOf(world)).toMatchObject({ instance: "i-2", state: "unknown", restarts: 1 });
});

test("a group is degraded when a slot loses its member every 30 s, and is not ten minutes after the last", async () => {
  const world = await openGroup();
  for (const code of [1, 2]) {
    await killFirst(world, `exited with code ${code}`);
    await world.clock.advance(30_000);
  }
  expect(degraded(world).status).toBe("false");
  await killFirst(world, "exited with code 3");
  await world.clock.advance(30_000);
  expect(world.status().phase).toBe("converged");
  expect(degraded(world)).toEqual({
    status: "true",
    reason: "RepeatedLosses",
    message: "slot 0 has lost its instance 3 times in a row: i-3 exited with code 3",
  });
  await world.clock.advance(10 * minute);
  expect(degraded(world)).toEqual({ status: "false", reason: "AsDesired", message: "" });
  expect(slotOf(world).restarts).toBe(3);
});

test("a group is not degraded when its slots lose a member now and then", async () => {
  const world = await openGroup();
  for (let death = 0; death < 5; death++) {
    await killFirst(world, "exited with code 1");
    expect(degraded(world).reason).toBe("AsDesired");
    await world.clock.advance(11 * minute);
  }
  expect(slotOf(world).restarts).toBe(5);
});

test("a true ending is told though a plugin says of a thousand strangers that they have ended", async () => {
  const world = await openGroup();
  const { instances } = world;
  let answer = (): void => undefined;
  instances.fail("provision", async (call) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return await call();
  });
  await world.controller.setSize("g", 2);
  await world.clock.advance(100);
  const [first] = instances.instances.values();
  if (first === undefined) throw new Error("nothing was made");
  for (let stranger = 0; stranger < 1000; stranger++) {
    instances.instances.set(`s-${stranger}`, { ...first, tags: {} });
    instances.kill(`s-${stranger}`, "exited with code 0");
  }
  instances.kill("i-1", "exited with code 1");
  await world.clock.advance(100);
  answer();
  await world.clock.advance(minute);
  expect(slotOf(world).lastLoss).toMatchObject({ instance: "i-1", reason: "exited with code 1" });
});

test("the event of an instance that was lost in a slot beyond the size tells why", async () => {
  const world = await openGroup(2);
  await world.commit(groupOf({ Size: 2 }, "v2", { MaxSurge: 1, MaxUnavailable: 0 }));
  await world.clock.advance(minute);
  const before = world.status();
  const [, beyond] = before.slots;
  expect(beyond).toMatchObject({ slot: "2", state: "healthy" });
  const { fault, release } = waits();
  world.instances.fail("provision", fault);
  world.instances.kill(beyond?.instance ?? "", "exited with code 3");
  await world.clock.advance(20);
  expect(destroyed(before, world.status())).toEqual([`${beyond?.instance} in slot 2 exited with code 3`]);
  const lastLoss = { instance: beyond?.instance, reason: "exited with code 3" };
  expect(slotOf(world)).toMatchObject({ slot: "0", restarts: 1, lastLoss });
  release();
  await world.clock.advance(minute);
  expect(slotOf(world)).toEqual({ slot: "0", instance: "i-5", state: "healthy" });
  expect(world.status().restarts).toBe(1);
});
