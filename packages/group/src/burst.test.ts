import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";

test("creations that were under way together and are refused are one failure, and the next is tried at once", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 20 }));
  await world.clock.advance(60_000);
  world.instances.fail("provision", ...Array.from({ length: 20 }, () => refuses("try later")));
  await world.controller.setSize("g", 40);
  await world.clock.advance(5000);
  expect(world.instances.calls.provision).toBe(60);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 40 });
});
