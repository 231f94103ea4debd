import { configHashTag } from "@infrakit/spi/data";
import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { GroupCase, groupId, hashOf, minions } from "./group-cases.ts";

const bootstrap = { [configHashTag]: "bootstrap" };

/** What a label call says of an instance of the group. */
const labelOf = (id: string): string =>
  `${id}: ${JSON.stringify({ "infrakit.group": groupId, [configHashTag]: hashOf(minions()) })}`;

test("openGroupController() labels only the instance that asks for it, with group and hash [group.adopt]", async () => {
  const world = await GroupCase.open();
  world.seed(minions({ size: 1 }));
  const asking = world.add({ tags: bootstrap });
  await world.commit(minions({ size: 2 }));
  await world.wait();
  expect(world.said).toEqual([`label ${labelOf(asking)}`]);
  expect(await world.isConverged()).toBe(true);
});

test("openGroupController() labels nothing when there are no instances [group.adopt.none]", async () => {
  const world = await GroupCase.open();
  await world.commit(minions({ size: 1 }));
  await world.wait();
  expect(world.said).toEqual(["provision one"]);
});

test("openGroupController() labels an instance again when that failed [group.adopt.error]", async () => {
  const world = await GroupCase.open();
  const asking = world.add({ tags: bootstrap });
  world.instances.fail("label", refuses("Unable to label"));
  await world.commit(minions({ size: 1 }));
  await world.wait();
  expect(world.said).toEqual([`label ${labelOf(asking)}`, `label ${labelOf(asking)}`]);
  expect(world.ids()).toEqual([asking]);
});

test("openGroupController() keeps the others while an instance cannot be labelled [differs.group.adopt-alone]", async () => {
  const world = await GroupCase.open();
  world.add({ tags: bootstrap });
  world.instances.fail("label", ...Array.from({ length: 100 }, () => refuses("Unable to label")));
  await world.commit(minions());
  await world.wait();
  expect(world.members()).toHaveLength(3);
});
