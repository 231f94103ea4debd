import { createFakePlugins, FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** Whatever is made is listed from then on only when it is shown. */
function hideNew({ instances }: World): { show: () => void } {
  let isShown = false;
  const list = instances.describeInstances.bind(instances);
  instances.describeInstances = async (query) => (isShown ? await list(query) : []);
  return { show: () => void (isShown = true) };
}

test("a group that was freed and is committed again waits for what is not listed yet", async () => {
  const world = await openWorld();
  const hidden = hideNew(world);
  await world.commit(groupOf({ Size: 1 }));
  await world.controller.freeGroup("g");
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(3000);
  hidden.show();
  await world.clock.advance(60_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-1"]);
  expect(world.status().phase).toBe("converged");
});

test("a group that was freed and is committed again waits for a creation that has not ended", async () => {
  const world = await openWorld();
  let answer = (): void => undefined;
  world.instances.fail("provision", async (call) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return await call();
  });
  await world.commit(groupOf({ Size: 1 }));
  const freed = world.controller.freeGroup("g");
  await world.clock.advance(11_000);
  await freed;
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(30_000);
  answer();
  await world.clock.advance(60_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-1"]);
  expect(world.status().phase).toBe("converged");
});

test("a group that is committed long after it was freed waits for nothing", async () => {
  const world = await openWorld();
  hideNew(world);
  await world.commit(groupOf({ Size: 1 }));
  await world.controller.freeGroup("g");
  await world.clock.advance(600_000);
  await world.commit(groupOf({ Size: 1 }));
  expect(world.instances.calls.provision).toBe(2);
});

/** A group that was freed while its only instance was being made, which has come about since. */
async function openFreed(options: Parameters<typeof openWorld>[0], fake?: FakeInstances): Promise<World> {
  const world = await openWorld(options);
  (fake ?? world.instances).fail("provision", async (call) => {
    await new Promise<void>((resolve) => void world.clock.callAt(world.clock.now() + 2000, resolve));
    return await call();
  });
  await world.commit(groupOf({ Size: 1 }));
  const freed = world.controller.freeGroup("g");
  await world.clock.advance(2000);
  await freed;
  return world;
}

test("a group that was freed does not blame another plugin for what the one before has made", async () => {
  const [fake, other] = [new FakeInstances(), new FakeInstances()];
  const plugins = createFakePlugins({ instances: { fake, other }, flavors: { plain: new FakeFlavor() } });
  const world = await openFreed({ plugins }, fake);
  await world.commit({
    ...groupOf({ Size: 1 }),
    Instance: { Plugin: "other", Properties: { version: "v1" } },
  });
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 1 });
  expect(other.instances.size).toBe(1);
});

test("a group that was freed does not blame its plugin for what somebody has destroyed since", async () => {
  const world = await openFreed({});
  await world.instances.destroy("i-1", "terminate");
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 1 });
});
