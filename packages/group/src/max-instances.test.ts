import { groupTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { groupOf, openWorld, specOf } from "../test/world.ts";

const limited = (size: number, most: number): object => ({
  ...groupOf({ Size: size }),
  Limits: { MaxInstances: most },
});

test("commitGroup() refuses more instances than a group may have, and setSize() too", async () => {
  const world = await openWorld();
  await world.commit(limited(2, 3));
  const refused =
    "Invalid properties: Limits.MaxInstances: 3 is less than the group needs: 4 are asked for; ask for fewer, or raise it in the spec and commit that";
  await expect(world.controller.commitGroup(specOf(limited(4, 3)))).rejects.toThrow(refused);
  await expect(world.controller.setSize("g", 4)).rejects.toThrow(refused);
  expect(await world.controller.size("g")).toBe(2);
});

test("planNext() makes nothing while others than it made fill the group up to the most", async () => {
  const world = await openWorld({ isProtected: ({ tags }) => tags["ours"] === undefined && "guest" in tags });
  await world.commit(limited(0, 3));
  for (const id of ["guest-1", "guest-2"]) {
    const tags = { [groupTag]: "g", guest: "yes" };
    world.instances.instances.set(id, { id, logicalId: null, properties: null, init: "", tags });
  }
  await world.clock.advance(20_000);
  await world.commit(limited(3, 3));
  await world.clock.advance(60_000);
  expect(world.instances.instances.size).toBe(3);
  expect(world.instances.highest).toBeLessThanOrEqual(3);
});

test("planNext() says that there are as many instances as there may be", async () => {
  const world = await openWorld();
  await world.commit(limited(2, 2));
  world.instances.fail("destroy", () => new Promise(() => undefined));
  await world.controller.destroyInstances("g", ["i-1"]);
  await world.clock.settle();
  await world.commit(limited(2, 2));
  await world.clock.advance(5000);
  expect(world.instances.calls.provision).toBe(2);
  expect(world.status().reason).toContain("1 on the way out");
});
