import { waits } from "@infrakit/testing";
import { expect, test } from "vitest";
import type { CallOptions } from "@infrakit/spi";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

const calledOff = (id: string): string =>
  `Cannot change group "${id}": it was called off before it was begun, and nothing was done`;

type Call = (controller: World["controller"], options: CallOptions) => Promise<unknown>;

test.for<readonly [name: string, call: Call]>([
  ["commitGroup()", (of, options) => of.commitGroup(specOf(groupOf({ Size: 0 })), options)],
  ["freeGroup()", (of, options) => of.freeGroup("g", options)],
  ["destroyGroup()", (of, options) => of.destroyGroup("g", options)],
  ["destroyInstances()", (of, options) => of.destroyInstances("g", ["i-1"], options)],
  ["setSize()", (of, options) => of.setSize("g", 0, options)],
  ["pause()", (of, options) => of.rollout.pause("g", options)],
  ["resume()", (of, options) => of.rollout.resume("g", options)],
  ["abort()", (of, options) => of.rollout.abort("g", options)],
  ["rollback()", (of, options) => of.rollout.rollback("g", options)],
  ["promote()", (of, options) => of.rollout.promote("g", options)],
  ["replace()", (of, options) => of.rollout.replace("g", ["i-1"], options)],
])("%s begins nothing when it was called off before", async ([, call]) => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(10_000);
  const refused = call(world.controller, { signal: AbortSignal.abort() });
  await expect(refused).rejects.toMatchObject({ code: "aborted", message: calledOff("g") });
  await world.clock.advance(60_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2"]);
  expect(world.status()).toMatchObject({ phase: "converged", desired: 2 });
});

test("destroyGroup() begins nothing when it is called off while it waits for its turn", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(10_000);
  const gate = waits();
  world.instances.fail("validate", gate.fault);
  const committed = world.commit(groupOf({ Size: 2 }));
  const stop = new AbortController();
  const refused = expect(world.controller.destroyGroup("g", stop)).rejects.toThrow(calledOff("g"));
  stop.abort();
  gate.release();
  await Promise.all([committed, refused]);
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", desired: 2 });
});
