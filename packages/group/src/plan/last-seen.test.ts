import type { SlotStatus } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { lastSeenSlots } from "./last-seen.ts";
import { noProgress } from "./progress.ts";

const missing = (slot: string): SlotStatus => ({ slot, instance: null, state: "missing" });
const unknown = (slot: string, instance: string | null): SlotStatus => ({ slot, instance, state: "unknown" });
const sighting = (slot: string) => ({ firstAt: 1, lastAt: 2, slot });

test.for<
  readonly [why: string, listed: readonly SlotStatus[], seen: object, expected: readonly SlotStatus[]]
>([
  ["nobody was ever listed", [missing("0"), missing("1")], {}, [unknown("0", null), unknown("1", null)]],
  [
    "all were listed",
    [missing("0"), missing("1")],
    { a: sighting("0"), b: sighting("7") },
    [unknown("0", "a"), unknown("7", "b")],
  ],
  [
    "some were listed",
    [missing("0"), missing("1"), missing("2")],
    { b: sighting("1") },
    [unknown("0", null), unknown("1", "b"), unknown("2", null)],
  ],
  [
    "some are under way",
    [
      { slot: "0", instance: null, state: "creating" },
      { slot: "1", instance: "b", state: "terminating" },
      missing("2"),
    ],
    { b: sighting("1"), c: sighting("2") },
    [
      { slot: "0", instance: null, state: "creating" },
      { slot: "1", instance: "b", state: "terminating" },
      unknown("2", "c"),
    ],
  ],
  ["somebody may be there", [], { "": sighting(""), a: sighting("0") }, [unknown("0", "a")]],
  ["the group is destroyed", [], { a: sighting("0") }, [unknown("0", "a")]],
])("lastSeenSlots() tells of nobody as missing when %s", ([, listed, seen, expected]) => {
  const progress = { ...noProgress, seen: new Map(Object.entries(seen)) };
  expect(lastSeenSlots(listed, progress)).toEqual(expected);
});
