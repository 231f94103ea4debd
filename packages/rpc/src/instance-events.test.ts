import { expect, test } from "vitest";
import { formatChange, isWanted, mayBeWanted, parseChange, topicOf } from "./instance-events.ts";

const at = new Date("2026-11-20T21:15:13.108Z");

test("formatChange() writes Go's event when an instance is named", () => {
  expect(formatChange("compute", { id: "i-<1>" }, at)).toBe(
    String.raw`{"Topic":"instances/compute/i-\u003c1\u003e","Type":"instance","ID":"i-\u003c1\u003e","Message":"","Timestamp":"2026-11-20T21:15:13.108Z","Received":"0001-01-01T00:00:00Z"}`,
  );
});

test.for<readonly [name: string, text: string, change: object]>([
  ["of ours", formatChange("compute", { id: "i" }, at), { id: "i" }],
  ["that names no instance", formatChange(".", {}, at), {}],
  ["of Go's", '{"Topic": "a/b","Type": "time","ID": "1sec","Data": 1}', { id: "1sec" }],
  ["that cannot be read", "nope", {}],
])("parseChange() reads an event as a hint when it is one %s", ([, text, change]) => {
  expect(parseChange(text)).toEqual(change);
});

test.for<readonly [wanted: string, topic: string, isWantedThere: boolean]>([
  ["", "/instances/compute/i", true],
  [".", "/instances/compute/i", true],
  ["/instances/", "/instances/compute/i", true],
  ["instances/compute/", "/instances/compute/i", true],
  ["/instances/compute/", "/instances/computer/i", false],
  ["/instances/compute", "/instances/compute/i", false],
  ["/instances/compute/i", "/instances/compute/i", true],
  ["/streams/", "/instances/compute/i", false],
])(
  "isWanted() matches as InfraKit's broker does when %j is wanted and %j happens",
  ([wanted, topic, expected]) => {
    expect(isWanted(topic, wanted)).toBe(expected);
  },
);

test.for<readonly [wanted: string, name: string, expected: boolean]>([
  ["/", "compute", true],
  ["/instances/compute/i", "compute", true],
  ["/instances/disk/", "compute", false],
  ["/instances/disk/", ".", true],
])(
  "mayBeWanted() leaves out plugins that have nothing to say when %j is wanted of %j",
  ([wanted, name, expected]) => {
    expect(mayBeWanted(topicOf(name), wanted)).toBe(expected);
  },
);
