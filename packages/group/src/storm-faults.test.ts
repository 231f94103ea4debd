import { configHashTag, logicalIdTag, slotTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";

test.for([
  { name: "logical ids", allocation: { LogicalIDs: ["a", "b", "c"] }, lost: [logicalIdTag] },
  { name: "logical ids, which are numbers", allocation: { LogicalIDs: ["1", "2"] }, lost: [logicalIdTag] },
  {
    name: "logical ids, which are the numbers of their slots",
    allocation: { LogicalIDs: ["0", "1"] },
    lost: [logicalIdTag],
  },
  {
    name: "logical ids and slots",
    allocation: { LogicalIDs: ["a", "b", "c"] },
    lost: [logicalIdTag, slotTag],
  },
  {
    name: "logical ids, which are numbers, and slots",
    allocation: { LogicalIDs: ["1", "2"] },
    lost: [logicalIdTag, slotTag],
  },
  { name: "hashes", allocation: { Size: 3 }, lost: [configHashTag] },
  {
    name: "hashes, and they have logical ids",
    allocation: { LogicalIDs: ["a", "b", "c"] },
    lost: [configHashTag],
  },
])(
  "a group makes nothing more when its instances are listed without their $name",
  async ({ allocation, lost }) => {
    const world = await openWorld();
    const list = world.instances.describeInstances.bind(world.instances);
    world.instances.describeInstances = async (query) => {
      if (world.instances.calls.provision > 100) throw new Error("a storm");
      const listed = await list(query);
      return listed.map(({ tags, logicalId, ...instance }) => ({
        ...instance,
        logicalId: lost.includes(logicalIdTag) ? null : logicalId,
        tags: Object.fromEntries(Object.entries(tags).filter(([name]) => !lost.includes(name))),
      }));
    };
    await world.commit(groupOf(allocation));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBeLessThanOrEqual(3);
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toContain("contract violation");
    // A list that was behind is no breach any more.
    world.instances.describeInstances = list;
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", reason: "" });
    expect(world.instances.instances.size).toBe(world.status().desired);
  },
);
