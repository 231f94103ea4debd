import { expect, test } from "vitest";
import { getByName, getByType, objectsByName } from "./hosted-objects.ts";

const objectsOf = (...names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, `<${name}>`]));

test.for<readonly [name: string, objects: ReadonlyMap<string, string>, asked: string, found: string]>([
  ["none is named and there is one", objectsOf("web"), "mystack", "<web>"],
  ["nothing is said and there is one", objectsOf("."), "", "<.>"],
  ["a slash ends the name and there is one", objectsOf("."), "group-stateless/", "<.>"],
  ["the lookup is a dot and there is one", objectsOf("web"), "./anything", "<web>"],
  ["none is named and there is an unnamed one", objectsOf(".", "web"), "vars", "<.>"],
  ["one is named", objectsOf("groups", "web"), "mystack/web", "<web>"],
  ["one is named behind another lookup", objectsOf("groups", "web"), "foo/web", "<web>"],
  ["the lookup is an object", objectsOf("a", "b"), "a/x", "<a>"],
  [
    "one is named behind two lookups",
    objectsOf("x", "inventory/all"),
    "inventory/any/inventory/all",
    "<inventory/all>",
  ],
  ["the rest of a path is an object", objectsOf("x", "all"), "inventory/foo/all", "<all>"],
])("getByName() finds an object as keyed.go does when %s", ([, objects, asked, found]) => {
  expect(getByName(objects, asked)).toBe(found);
});

test.for<readonly [name: string, objects: ReadonlyMap<string, string>, asked: string, reason: string]>([
  ["none is named and there are two", objectsOf("a", "b"), "mystack", "not found: mystack (key=)"],
  [
    "the only one has another name",
    objectsOf("."),
    "group-stateless/w",
    "not found: group-stateless/w (key=w)",
  ],
  [
    "a name has a slash itself",
    objectsOf("x", "inventory/all"),
    "inventory/all",
    "not found: inventory/all (key=all)",
  ],
  ["there is none", objectsOf(), "x/y", "not found: x/y (key=y)"],
])("getByName() refuses as keyed.go does when %s", ([, objects, asked, reason]) => {
  expect(() => getByName(objects, asked)).toThrow(new Error(reason));
});

test.for<readonly [name: string, type: string, found: string]>([
  ["empty", "", "<.>"],
  ["a name", "compute", "<compute>"],
  ["a name with a slash", "a/b", "<a/b>"],
])("getByType() finds an object when the type is %s", ([, type, found]) => {
  expect(getByType(objectsOf(".", "compute", "a/b"), type)).toBe(found);
});

test.for(["", "nope", "compute/", "constructor"])(
  "getByType() refuses when no object has the type %j",
  (type) => {
    expect(() => getByType(objectsOf("compute"), type)).toThrow(new Error(`no-plugin:${type}`));
  },
);

test("objectsByName() sorts by bytes and tells one object from a record of them when asked by a method", () => {
  interface Sized {
    size(): number;
  }
  const plugin: Sized = { size: () => 1 };
  expect([...objectsByName<Sized>(plugin, "size").keys()]).toEqual(["."]);
  expect([...objectsByName<Sized>({ b: plugin, a: plugin, B: plugin }, "size").keys()]).toEqual([
    "B",
    "a",
    "b",
  ]);
  expect(objectsByName<Sized>(undefined, "size").size).toBe(0);
});
