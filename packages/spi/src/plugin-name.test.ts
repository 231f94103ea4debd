import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPluginName, parsePluginName } from "./plugin-name.ts";

test.for<readonly [name: string, lookup: string, type: string]>([
  ["simulator", "simulator", ""],
  ["simulator/compute", "simulator", "compute"],
  ["simulator/compute/large", "simulator", "compute/large"],
  ["", "", ""],
  ["/compute", "", "compute"],
])(
  "parsePluginName() splits at the first slash when the name is %j [wire.name.split]",
  ([name, lookup, type]) => {
    expect(parsePluginName(name)).toEqual({ lookup, type });
  },
);

test("formatPluginName() gives back the name when a type was given", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (lookup, type) => {
      fc.pre(!lookup.includes("/"));
      expect(parsePluginName(formatPluginName({ lookup, type }))).toEqual({ lookup, type });
    }),
  );
});
