import { expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";

test.for([
  { name: "logical ids", allocation: { LogicalIDs: ["a", "b", "c"] }, lost: "infrakit.logical_id" },
  { name: "hashes", allocation: { Size: 3 }, lost: "infrakit.config.hash" },
  {
    name: "hashes, and they have logical ids",
    allocation: { LogicalIDs: ["a", "b", "c"] },
    lost: "infrakit.config.hash",
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
        logicalId: lost === "infrakit.logical_id" ? null : logicalId,
        tags: Object.fromEntries(Object.entries(tags).filter(([name]) => name !== lost)),
      }));
    };
    await world.commit(groupOf(allocation));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBeLessThan(20);
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toContain("contract violation");
  },
);
