import { processInstance } from "@infrakit/plugins/instance/process";
import { expect, test } from "vitest";
import { type Group, groupSpec } from "./group.ts";

const instance = processInstance({ command: "sleep", args: ["9"] });
const written = '"Instance":{"Plugin":"process","Properties":{"Command":"sleep","Args":["9"]}}';

test.for<readonly [why: string, group: Group, parts: readonly string[]]>([
  [
    "a size",
    { id: "a", size: 3, instance },
    [written, '"Allocation":{"Size":3,', '"Flavor":{"Plugin":"vanilla",'],
  ],
  ["nobody", { id: "a", size: 0, instance }, ['"Allocation":{"Size":0,']],
  [
    "names",
    { id: "a", logicalIds: ["x", "y"], instance },
    ['"Allocation":{"Size":0,"LogicalIDs":["x","y"]}'],
  ],
  ["an update", { id: "a", size: 1, instance, updating: { durationMs: 1500 } }, ['"Duration":"1.5s"']],
  [
    "a flavor",
    { id: "a", size: 1, instance, flavor: { plugin: "own", properties: null } },
    ['"Flavor":{"Plugin":"own","Properties":null}'],
  ],
])("groupSpec() writes the document when a group has %s", ([, group, parts]) => {
  const { id, properties } = groupSpec(group);
  expect(id).toBe("a");
  for (const part of parts) expect(properties?.text).toContain(part);
});

test.for<readonly [why: string, group: Group]>([
  ["no size", { id: "a", instance }],
  ["two sizes", { id: "a", size: 1, logicalIds: ["x"], instance }],
])("groupSpec() refuses when a group has %s", ([, group]) => {
  expect(() => groupSpec(group)).toThrow('Cannot write group "a": give either size or logicalIds');
});

/** As JavaScript writes a group, or JSON. */
const nullWords = "null is no value of it; leave it out to say nothing (JSON has null where a number is NaN)";

test.for<readonly [why: string, members: object, message: string]>([
  ["no size but null", { size: null }, `size: ${nullWords}`],
  ["names that are null", { logicalIds: null }, `logicalIds: ${nullWords}`],
  ["a flavor that is null", { flavor: null }, `flavor: ${nullWords}`],
  ["a surge of null", { updating: { maxSurge: null } }, `updating: maxSurge: ${nullWords}`],
  ["a surge of NaN", { updating: { maxSurge: NaN } }, "updating: maxSurge: expected a number, found NaN"],
  ["a healing at null", { healing: { afterMs: null } }, `healing: afterMs: ${nullWords}`],
  ["a limit of null", { limits: { keepFailed: null } }, `limits: keepFailed: ${nullWords}`],
  ["a misspelt member", { flavour: null }, 'flavour: unknown member; did you mean "flavor"?'],
  [
    "a misspelt member below",
    { updating: { maxSurgee: 1 } },
    'updating: maxSurgee: unknown member; did you mean "maxSurge"?',
  ],
  [
    "a member that resembles none",
    { healing: { often: true } },
    "healing: often: unknown member; known are afterMs, maxAtOnce, freezeAbove",
  ],
  [
    "a misspelt member of its instance",
    { instance: { plugin: "own", propertys: null } },
    'instance: propertys: unknown member; did you mean "properties"?',
  ],
  ["a name for its instance", { instance: "own" }, "instance: expected an object, found a string"],
])("groupSpec() says which member is wrong when a group has %s", ([, members, message]) => {
  const group = { id: "a", size: 1, instance, ...members } as Group;
  expect(() => groupSpec(group)).toThrow(new Error(`Cannot write group "a": ${message}`));
});

test("groupSpec() takes what is undefined as not given when it would mean something else", () => {
  const { text } = groupSpec({ id: "a", size: 1, instance }).properties ?? {};
  const nothing = { durationMs: undefined, maxSurge: undefined, maxUnavailable: undefined };
  const never = { afterMs: undefined, freezeAbove: undefined };
  const group = { id: "a", size: 1, logicalIds: undefined, instance, updating: nothing, healing: never };
  // The types allow it where `exactOptionalPropertyTypes` is not set.
  expect(groupSpec(group as unknown as Group).properties?.text).toBe(text);
});
