import type { Health } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import { assignSlots } from "./assign-slots.ts";
import type { Desired } from "./desired.ts";
import type { Member } from "./observed.ts";
import { noProgress } from "./progress.ts";

const desired: Desired = {
  slots: { kind: "named", logicalIds: ["a"] },
  hashes: ["new"],
  self: "self",
  convergedTo: null,
  destroying: false,
  policy,
};

/** How an instance of "a" differs from a healthy one that we have made of the committed version. */
interface Twin {
  readonly member?: Partial<Member>;
  readonly health?: Health;
}

/** Who stays of an elder, "i-1", and a younger, "i-2". */
function whoStays(...twins: readonly [elder: Twin, younger: Twin]): string | undefined {
  const members = twins.map(({ member }, index) => ({
    id: `i-${index + 1}`,
    logicalId: "a",
    logicalIdTag: null,
    slot: { number: 0, token: `token-${index}` },
    hash: "new",
    isBootstrap: false,
    isProtected: false,
    ...member,
  }));
  const health = new Map(members.map(({ id }, index) => [id, twins[index]?.health ?? "healthy"]));
  const { slots, surplus } = assignSlots(desired, { kind: "known", sentAt: 0, members, health }, noProgress);
  expect(surplus).toHaveLength(1);
  return slots[0]?.member?.id;
}

test.for<{ name: string; elder: Twin; younger: Twin; stays: string }>([
  { name: "the elder of two that are alike", elder: {}, younger: {}, stays: "i-1" },
  { name: "who is healthy", elder: { health: "unhealthy" }, younger: {}, stays: "i-2" },
  {
    name: "who may be healthy",
    elder: { health: "unhealthy" },
    younger: { health: "unknown" },
    stays: "i-2",
  },
  { name: "who is known to be healthy", elder: { health: "unknown" }, younger: {}, stays: "i-2" },
  { name: "who is as committed", elder: { member: { hash: "old" } }, younger: {}, stays: "i-2" },
  {
    name: "who is healthy though outdated",
    elder: { health: "unhealthy" },
    younger: { member: { hash: "old" } },
    stays: "i-2",
  },
  {
    name: "who has our tag though ill",
    elder: { member: { slot: null } },
    younger: { health: "unhealthy" },
    stays: "i-2",
  },
  {
    name: "who is protected",
    elder: {},
    younger: { member: { isProtected: true, slot: null } },
    stays: "i-2",
  },
  {
    name: "the one that we run on",
    elder: { member: { isProtected: true } },
    younger: { member: { logicalIdTag: "self", slot: null }, health: "unhealthy" },
    stays: "i-2",
  },
])("of two instances of one logical id stays $name", ({ elder, younger, stays }) => {
  expect(whoStays(elder, younger)).toBe(stays);
});
