import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";
import { defaultControllerPolicy } from "./controller-policy.ts";
import { desiredOf } from "./desired-group.ts";
import { formatGroupProperties, parseGroupProperties } from "./group-properties.ts";

const propertiesOf = (updating: object, allocation: object = { Size: 10 }) =>
  parseGroupProperties(RawJson.fromValue(groupOf(allocation, "v1", updating)));

describe("parseGroupProperties()", () => {
  test.for([
    {
      name: "nothing may be missing nor surplus",
      updating: { MaxUnavailable: 0 },
      message:
        "Invalid properties: Updating.MaxUnavailable: with no MaxSurge it must not be 0: nothing could ever be replaced",
    },
    {
      name: "no percentage may be missing nor surplus",
      updating: { MaxUnavailable: "0%", MaxSurge: "0%" },
      message:
        "Invalid properties: Updating.MaxUnavailable: with no MaxSurge it must not be 0: nothing could ever be replaced",
    },
    {
      name: "logical ids are to be surplus",
      allocation: { LogicalIDs: ["a"] },
      updating: { MaxSurge: 1 },
      message:
        "Invalid properties: Updating.MaxSurge: must be 0 in a group with LogicalIDs: no two instances may have one logical id",
    },
    {
      name: "the deadline comes before health can",
      updating: { MinHealthyTime: "30s", ProgressDeadline: "30s" },
      message:
        "Invalid properties: Updating.ProgressDeadline: must be longer than the 30 s for which a new instance must be healthy",
    },
    {
      name: "failures are counted that do not count",
      updating: { OnFailure: "continue", MaxFailureRatio: 0.5 },
      message: 'Invalid properties: Updating.MaxFailureRatio: means nothing with OnFailure "continue"',
    },
    {
      name: "a percentage is above the whole",
      updating: { MaxSurge: "101%" },
      message:
        'Invalid properties: Updating.MaxSurge: expected an integer from 0 to 9007199254740991, or a percentage from "0%" to "100%", found "101%"',
    },
    {
      name: "a ratio is above 1",
      updating: { MaxFailureRatio: 1.5 },
      message: "Invalid properties: Updating.MaxFailureRatio: expected a number from 0 to 1, found 1.5",
    },
    {
      name: "nobody knows what to do with a failure",
      updating: { OnFailure: "retry" },
      message:
        'Invalid properties: Updating.OnFailure: expected "pause", "rollback" or "continue", found "retry"',
    },
  ])("refuses an update when $name", ({ updating, allocation, message }) => {
    expect(() => propertiesOf(updating, allocation)).toThrow(message);
  });

  test("reads what it writes when every member of the update is given", () => {
    const given = {
      Duration: "0s",
      Count: 2,
      SkipBeforeInstanceDestroy: "drain",
      MaxSurge: "25%",
      MaxUnavailable: 0,
      MinHealthyTime: "5s",
      ProgressDeadline: "10m0s",
      MaxFailureRatio: 0.25,
      OnFailure: "rollback",
      Canary: 1,
    };
    const written = formatGroupProperties(propertiesOf(given)).parse() as { Updating: object };
    expect(written.Updating).toEqual(given);
  });

  test("leaves InfraKit's members alone when only they are given", () => {
    const written = formatGroupProperties(propertiesOf({ Duration: "1s" })).parse() as { Updating: object };
    expect(written.Updating).toEqual({ Duration: "1s", Count: 0, SkipBeforeInstanceDestroy: null });
  });
});

describe("desiredOf()", () => {
  const policyOf = (updating: object, size: number) =>
    desiredOf(propertiesOf(updating, { Size: size }), defaultControllerPolicy).policy;

  test.for([
    { name: "nothing is said", updating: {}, size: 10, maxSurge: 0, maxUnavailable: 1 },
    { name: "surge is a share", updating: { MaxSurge: "25%" }, size: 10, maxSurge: 3, maxUnavailable: 1 },
    {
      name: "a share may be missing",
      updating: { MaxUnavailable: "25%" },
      size: 10,
      maxSurge: 0,
      maxUnavailable: 2,
    },
    {
      name: "a share comes to nothing",
      updating: { MaxUnavailable: "10%" },
      size: 5,
      maxSurge: 0,
      maxUnavailable: 1,
    },
    { name: "a share is all", updating: { MaxUnavailable: "100%" }, size: 7, maxSurge: 0, maxUnavailable: 7 },
    {
      name: "a share comes to nothing beside surge",
      updating: { MaxUnavailable: "10%", MaxSurge: "1%" },
      size: 5,
      maxSurge: 1,
      maxUnavailable: 0,
    },
  ])("rounds surge up and unavailable down when $name", ({ updating, size, maxSurge, maxUnavailable }) => {
    expect(policyOf(updating, size)).toMatchObject({ maxSurge, maxUnavailable });
  });

  test("takes the longest of all times of health when several are given", () => {
    expect(policyOf({ Count: 3, MinHealthyTime: "25s" }, 1).minHealthyMs).toBe(25_000);
    expect(policyOf({ Count: 4, MinHealthyTime: "25s" }, 1).minHealthyMs).toBe(30_000);
    expect(policyOf({ Duration: "40s", MinHealthyTime: "25s" }, 1).minHealthyMs).toBe(40_000);
  });
});

test("commitGroup() refuses a deadline when as many looks take longer", async () => {
  const world = await openWorld();
  const properties = groupOf({ Size: 1 }, "v1", { Count: 4, ProgressDeadline: "30s" });
  await expect(world.commit(properties)).rejects.toThrow(
    "Invalid properties: Updating.ProgressDeadline: must be longer than the 30 s for which a new instance must be healthy",
  );
});
