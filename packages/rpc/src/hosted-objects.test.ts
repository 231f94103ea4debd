import type { InstancePlugin } from "@infrakit/spi";
import { expect, test } from "vitest";
import { createHandler } from "./handler.ts";
import { getByName, getByType, getOnly, namesOf, objectsByName } from "./hosted-objects.ts";

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
])("getByName() finds an object as keyed.go does when %s [wire.name.keyed]", ([, objects, asked, found]) => {
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
  ["there is none", objectsOf(), "x/y", "not found: x/y (key=y)"],
])("getByName() refuses as keyed.go does when %s [wire.name.keyed]", ([, objects, asked, reason]) => {
  expect(() => getByName(objects, asked)).toThrow(new Error(reason));
});

test.for(["inventory/all", "mystack/inventory/all"])(
  "getByName() finds an object whose own name has a slash when %s is asked for [differs.fault.keyed-slash]",
  (asked) => {
    expect(getByName(objectsOf("x", "inventory/all"), asked)).toBe("<inventory/all>");
  },
);

test("getByName() finds what keyed.go finds when an object of the whole name is there too [wire.name.keyed]", () => {
  expect(getByName(objectsOf("all", "inventory/all"), "inventory/all")).toBe("<all>");
});

interface Sized {
  size(): number;
}
const sized = (size: number): Sized => ({ size: () => size });
const byType = { ".": sized(0), compute: sized(1), "a/b": sized(2) };

test.for<readonly [name: string, type: string, size: number]>([
  ["empty", "", 0],
  ["a name", "compute", 1],
  ["a name with a slash", "a/b", 2],
])("getByType() finds an object when the type is %s", ([, type, size]) => {
  expect(getByType<Sized>(byType, "size", type).size()).toBe(size);
});

test("getByType() finds the only object when no type is given", () => {
  expect(getByType<Sized>(sized(7), "size", "").size()).toBe(7);
  expect(() => getByType<Sized>(sized(7), "size", "compute")).toThrow(new Error("no-plugin:compute"));
});

test.for(["", ".", "nope", "compute/", "constructor"])(
  "getByType() refuses when no object has the type %j [wire.name.type]",
  (type) => {
    const hosted = { compute: sized(1), ...(type === "." && { ".": sized(0) }) };
    expect(() => getByType<Sized>(hosted, "size", type)).toThrow(new Error(`no-plugin:${type}`));
    expect(() => getByType<Sized>(undefined, "size", type)).toThrow(new Error(`no-plugin:${type}`));
  },
);

test("objectsByName() sorts by bytes and tells one object from a record of them when asked by a method", () => {
  const plugin = sized(1);
  expect([...objectsByName<Sized>(plugin, "size").keys()]).toEqual(["."]);
  expect([...objectsByName<Sized>({ b: plugin, a: plugin, B: plugin }, "size").keys()]).toEqual([
    "B",
    "a",
    "b",
  ]);
  expect(objectsByName<Sized>(undefined, "size").size).toBe(0);
});

test("getOnly() refuses when nothing is hosted any more", () => {
  expect(getOnly("the only one")).toBe("the only one");
  expect(() => getOnly(undefined)).toThrow(new Error("no-plugin:"));
});

test("namesOf() tells a plugin without objects from one that does not know the kind", () => {
  expect(namesOf<Sized>({}, "size")).toEqual([]);
  expect(namesOf<Sized>(undefined, "size")).toBeUndefined();
  expect(namesOf<Sized>(sized(1), "size")).toEqual(["."]);
});

test("createHandler() says what is missing when a plugin lacks the method by which it is known", () => {
  const instance = { describeInstances: async () => [] } as unknown as InstancePlugin;
  const why = 'it is no object with a method "provision"; a plugin has all methods of its interface';
  expect(() => createHandler({ instance })).toThrow(
    new TypeError(`Cannot serve "describeInstances": ${why}`),
  );
});
