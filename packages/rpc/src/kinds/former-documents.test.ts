import type { MetadataPlugin } from "@infrakit/spi";
import { absentList, formatPath, type Path, RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { formerDocuments } from "./former-documents.ts";

/** A document that says where it was asked. */
function documentOf(name: string, keys: readonly string[]): MetadataPlugin {
  return {
    keys: async (path) => (path.length === 0 ? keys : [`${name}:${formatPath(path)}`]),
    get: async (path) => RawJson.fromValue(`${name}:${formatPath(path)}`),
  };
}

const one = new Map([[".", documentOf("base", ["z", "a"])]]);
const typed = new Map([
  ["x", documentOf("x", ["k"])],
  ["y", documentOf("y", ["l"])],
]);
const both = new Map([...typed, ...one]);

test.for<
  readonly [name: string, of: ReadonlyMap<string, MetadataPlugin>, path: Path, keys: readonly string[]]
>([
  ["the root of one without a name", one, [], ["z", "a"]],
  ["a place in one without a name", one, ["a"], ["base:a"]],
  ["the root of several", typed, [], ["x", "y"]],
  ["one of several", typed, ["x"], ["k"]],
  ["a place in one of several", typed, ["y", "l", "m"], ["y:l/m"]],
  ["what none of several is called", typed, ["z"], absentList],
  ["the root of several beside one without a name", both, [], ["a", "x", "y", "z"]],
  ["a place in the one without a name", both, ["z", "b"], ["base:z/b"]],
])("formerDocuments() lists as v0.5 did when it is asked for %s", async ([, of, path, keys]) => {
  expect(await formerDocuments(of).keys(path)).toEqual(keys);
});

test.for<
  readonly [name: string, of: ReadonlyMap<string, MetadataPlugin>, path: Path, value: string | undefined]
>([
  ["one without a name", one, ["a", "b"], '"base:a/b"'],
  ["one of several", typed, ["x", "k"], '"x:k"'],
  ["none", typed, ["z", "k"], undefined],
  ["the one beside several", both, ["z"], '"base:z"'],
])("formerDocuments() reads as v0.5 did when the path leads to %s", async ([, of, path, value]) => {
  expect((await formerDocuments(of).get(path))?.text).toBe(value);
});
