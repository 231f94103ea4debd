import { expect, test } from "vitest";
import { createHarmlessLogger } from "./create-harmless-logger.ts";
import { groupOf, openWorld } from "../test/world.ts";

test("openGroupController() keeps a group though its logger throws whatever it is told", async () => {
  const told: string[] = [];
  const fail = (_fields: object, message: string): never => {
    told.push(message);
    throw new Error("no space left on device");
  };
  const world = await openWorld({ logger: { info: fail, warn: fail } });
  world.instances.fail("provision", () => Promise.reject(new Error("quota exceeded")));
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(10_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  expect(told).toContain("step failed");
  await world.controller.destroyGroup("g");
  await world.clock.advance(60_000);
  expect(world.instances.instances.size).toBe(0);
});

test("createHarmlessLogger() leaves to a logger what it rejects with", async () => {
  const told: string[] = [];
  const note = (error: unknown): void => void told.push(String(error));
  process.on("unhandledRejection", note);
  const fail = (): unknown => Promise.reject(new Error("no space left on device"));
  const logger = createHarmlessLogger({ info: fail, warn: fail });
  logger.info({}, "a");
  logger.warn({}, "b");
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(told).toEqual([]);
});
