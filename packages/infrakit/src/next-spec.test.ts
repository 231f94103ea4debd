import type { GroupSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { nextSpec } from "./next-spec.ts";

const spec = (allocation: object, args: readonly string[] = ["1"]): GroupSpec => {
  const instance = { Plugin: "process", Properties: { Command: "sleep", Args: args } };
  const properties = { Instance: instance, Flavor: { Plugin: "vanilla" }, Allocation: allocation };
  return { id: "web", properties: RawJson.fromText(JSON.stringify(properties, null, 2)) };
};
const sized = (size: number, ...args: readonly string[]): GroupSpec => spec({ Size: size }, args);

interface Row {
  readonly given: GroupSpec;
  readonly committed: GroupSpec;
  readonly last?: number | "forgotten";
  readonly expected: { readonly isChanged: boolean; readonly keptSize: number | null; readonly size: number };
}

test.for<readonly [when: string, row: Row]>([
  [
    "nothing differs",
    {
      given: sized(3, "a"),
      committed: sized(3, "a"),
      last: 3,
      expected: { isChanged: false, keptSize: null, size: 3 },
    },
  ],
  [
    "it was scaled since",
    {
      given: sized(3, "a"),
      committed: sized(5, "a"),
      last: 3,
      expected: { isChanged: false, keptSize: 5, size: 5 },
    },
  ],
  [
    "another spec was committed since",
    {
      given: sized(3, "a"),
      committed: sized(3, "b"),
      last: 3,
      expected: { isChanged: true, keptSize: null, size: 3 },
    },
  ],
  [
    "another spec was committed and it was scaled since",
    {
      given: sized(3, "a"),
      committed: sized(5, "b"),
      last: 3,
      expected: { isChanged: true, keptSize: 5, size: 5 },
    },
  ],
  [
    "another size is given than last time",
    {
      given: sized(2, "a"),
      committed: sized(5, "a"),
      last: 3,
      expected: { isChanged: true, keptSize: null, size: 2 },
    },
  ],
  [
    "it has the other size already that is given",
    {
      given: sized(5, "a"),
      committed: sized(5, "a"),
      last: 3,
      expected: { isChanged: false, keptSize: null, size: 5 },
    },
  ],
  [
    "nobody knows what was given last",
    {
      given: sized(3, "a"),
      committed: sized(5, "a"),
      expected: { isChanged: true, keptSize: null, size: 3 },
    },
  ],
  [
    "what was given last is forgotten",
    {
      given: sized(3, "a"),
      committed: sized(5, "a"),
      last: "forgotten",
      expected: { isChanged: false, keptSize: 5, size: 5 },
    },
  ],
  [
    "logical ids take the place of a size",
    {
      given: spec({ LogicalIDs: ["x"] }),
      committed: spec({ Size: 4 }),
      last: 0,
      expected: { isChanged: true, keptSize: null, size: 0 },
    },
  ],
  [
    "logical ids are given again",
    {
      given: spec({ LogicalIDs: ["x"] }),
      committed: spec({ LogicalIDs: ["x"], Size: 0 }),
      last: 0,
      expected: { isChanged: false, keptSize: null, size: 0 },
    },
  ],
])("nextSpec() decides what counts when %s", ([, { given, committed, last, expected }]) => {
  const { isChanged, keptSize, spec: next } = nextSpec(given, committed, last);
  const { Allocation } = JSON.parse(next.properties?.text ?? "") as { Allocation: { Size: number } };
  expect({ isChanged, keptSize, size: Allocation.Size }).toEqual(expected);
  expect(next.properties?.text.includes('"a"')).toBe(given.properties?.text.includes('"a"'));
});
