import { expect, test } from "vitest";
import { findAbsentGroups } from "./absent-groups.ts";
import { parseAllowedControls } from "./allowed-controls.ts";

const groups = [{ id: "web" }, { id: "db" }];

test.for([
  ["nobody when nothing is allowed", [], []],
  ["nobody when all are there", ["web:pause", "db:drain"], []],
  [
    "the one that may have been meant when a name is mistyped",
    ["webb:pause"],
    [{ id: "webb", closest: "web" }],
  ],
  ["no other when no name is close", ["db:drain", "elsewhere:pause"], [{ id: "elsewhere" }]],
] as const)("findAbsentGroups() names %s", ([, allowed, absent]) => {
  expect(findAbsentGroups(parseAllowedControls(allowed), groups)).toEqual(absent);
});
