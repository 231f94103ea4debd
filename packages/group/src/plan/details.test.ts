import { expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import type { Desired, DesiredSlots } from "./desired.ts";
import { commitDetails } from "./details.ts";
import type { Member } from "./observed.ts";

const desired = (slots: DesiredSlots): Desired => ({
  slots,
  hashes: ["new"],
  self: null,
  convergedTo: null,
  destroying: false,
  policy,
});
const sized = (size: number): Desired => desired({ kind: "sized", size });
const members = (current: number, outdated: number): readonly Member[] =>
  Array.from({ length: current + outdated }, (_, index) => ({
    id: `i-${index}`,
    logicalId: null,
    slot: null,
    hash: index < current ? "new" : "old",
    logicalIdTag: null,
    isBootstrap: false,
    isProtected: false,
  }));

interface Row {
  readonly name: string;
  readonly from: Desired | null;
  readonly to: Desired;
  readonly current: number;
  readonly outdated: number;
  readonly details: string;
}
const named = desired({ kind: "named", logicalIds: ["a", "b", "c"] });
const rows: readonly Row[] = [
  { name: "a new group", from: null, to: sized(2), current: 0, outdated: 0, details: "Managing 2 instances" },
  { name: "nothing", from: sized(2), to: sized(2), current: 2, outdated: 0, details: "Noop" },
  {
    name: "a roll",
    from: sized(3),
    to: sized(3),
    current: 0,
    outdated: 3,
    details: "Performing a rolling update on 3 instances",
  },
  {
    name: "fewer",
    from: sized(2),
    to: sized(1),
    current: 2,
    outdated: 0,
    details: "Terminating 1 instances to reduce the group size to 1",
  },
  {
    name: "fewer and a roll",
    from: sized(2),
    to: sized(1),
    current: 0,
    outdated: 2,
    details:
      "Terminating 1 instances to reduce the group size to 1, then performing a rolling update on 1 instances",
  },
  {
    name: "more",
    from: sized(1),
    to: sized(2),
    current: 1,
    outdated: 0,
    details: "Adding 1 instances to increase the group size to 2",
  },
  {
    name: "more and a roll",
    from: sized(3),
    to: sized(8),
    current: 0,
    outdated: 3,
    details:
      "Performing a rolling update on 3 instances, then adding 5 instances to increase the group size to 8",
  },
  {
    name: "a roll of logical ids",
    from: named,
    to: named,
    current: 2,
    outdated: 1,
    details: "Performing a rolling update on 1 instances",
  },
];

test.for(rows)(
  "commitDetails() tells $name in InfraKit's words",
  ({ from, to, current, outdated, details }) => {
    expect(commitDetails(to, from, members(current, outdated))).toBe(details);
  },
);
