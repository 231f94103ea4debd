import { DecodeError } from "@infrakit/spi/document";
import { LocalError } from "@infrakit/spi";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";
import { isPermanent } from "./is-permanent.ts";

const coded = (code: number): Error => Object.assign(new Error("no"), { code });

describe("isPermanent()", () => {
  test.for([
    { name: "params are invalid", error: coded(-32602), permanent: true },
    { name: "InfraKit's server cannot read params", error: coded(-32600), permanent: true },
    { name: "properties cannot be read", error: new DecodeError("expected a number"), permanent: true },
    { name: "the cause is one of these", error: new Error("no", { cause: coded(-32602) }), permanent: true },
    { name: "a plugin just says no", error: coded(-32000), permanent: false },
    { name: "nobody listens", error: new LocalError("plugin_unreachable", "no"), permanent: false },
    { name: "it is no error", error: "no", permanent: false },
  ])("is $permanent when $name", ({ error, permanent }) => {
    expect(isPermanent(error)).toBe(permanent);
  });
});

describe("planNext()", () => {
  test("asks no more when a creation is refused for good, until the group is committed again", async () => {
    const world = await openWorld();
    world.instances.fail("provision", () =>
      Promise.reject(Object.assign(coded(-32602), { message: "no size" })),
    );
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBe(1);
    expect(world.status()).toMatchObject({
      phase: "stalled",
      reason:
        "nothing is made: to ask again would be refused again: no size; resume the group or commit again to go on",
    });
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    expect(world.status().phase).toBe("converged");
  });

  test("goes on with a group whose creation was refused for good when it is resumed", async () => {
    const world = await openWorld();
    world.instances.fail("provision", () => Promise.reject(coded(-32602)));
    await world.commit(groupOf({ Size: 1 }));
    await world.controller.rollout.resume("g");
    await world.clock.advance(1000);
    expect(world.status().phase).toBe("converged");
  });

  test.for([
    { name: "resumed", help: (world: World) => world.controller.rollout.resume("g") },
    { name: "committed again", help: (world: World) => world.commit(groupOf({ Size: 1 })) },
  ])(
    "asks no more over restarts when a creation was refused for good, until the group is $name",
    async ({ help }) => {
      const world = await openWorld();
      world.instances.fail("provision", () => Promise.reject(coded(-32602)));
      await world.commit(groupOf({ Size: 1 }));
      for (let times = 0; times < 3; times++) {
        await world.clock.advance(600_000);
        await world.restart();
      }
      await world.clock.advance(600_000);
      expect(world.instances.calls.provision).toBe(1);
      expect(world.status().phase).toBe("stalled");
      await help(world);
      await world.clock.advance(1000);
      expect(world.status().phase).toBe("converged");
      await world.restart();
      await world.clock.advance(1000);
      expect(world.status().phase).toBe("converged");
    },
  );

  test("asks again when a creation is refused for now", async () => {
    const world = await openWorld();
    world.instances.fail("provision", () => Promise.reject(coded(-32000)));
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(1000);
    expect(world.status().phase).toBe("converged");
  });

  test("takes an update back whose version is refused for good", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    world.instances.fail("provision", () => Promise.reject(coded(-32602)));
    await world.commit(groupOf({ Size: 2 }, "v2", { OnFailure: "rollback" }));
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.instances.calls.provision).toBe(4);
  });
});
