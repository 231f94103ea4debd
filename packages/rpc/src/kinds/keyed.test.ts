import { expect, test } from "vitest";
import { ask, refusal } from "../../test/ask.ts";
import { fakeGroup } from "../../test/fakes.ts";
import { fakeController, fakeL4, fakeRollout } from "../../test/fakes-control.ts";
import { fakeMetadata, fakeUpdatable } from "../../test/fakes-documents.ts";
import type { PluginObjects } from "../hosted-objects.ts";

/** Objects of every keyed kind under the same names. */
function hostAll(names: readonly string[]): PluginObjects {
  const each = <T>(create: () => T): Readonly<Record<string, T>> =>
    Object.fromEntries(names.map((name) => [name, create()]));
  return {
    controller: each(fakeController),
    group: each(fakeGroup),
    l4: each(fakeL4),
    metadata: each(fakeMetadata),
    rollout: each(fakeRollout),
    updatable: each(fakeUpdatable),
  };
}

const byName: readonly string[] = [
  "Controller.Describe",
  "Group.Size",
  "Metadata.Get",
  "Rollout.Explain",
  "Updatable.Get",
];
const manager = ["groups", "web"];
const inventory = ["", "inventory/all"];

test.for<readonly [name: string, names: readonly string[], asked: string]>([
  ["it hosts a single object and is called by its name", ["."], "group-stateless"],
  ["it hosts a single object and the name ends in a slash", ["."], "group-stateless/"],
  ["it hosts a single object and no name is given", ["."], ""],
  ["it hosts a single object that has a name", ["all"], "inventory"],
  ["it hosts several and one is named", manager, "mystack/web"],
  ["it hosts several and another plugin is named", manager, "foo/web"],
  ["the un-keyed object is meant by a bare name", inventory, "inventory"],
  ["the un-keyed object is meant by a slash at the end", inventory, "inventory/"],
  ["a name with a slash stands behind two others", inventory, "inventory/anything/inventory/all"],
  ["its own name has a slash, which keyed.go does not find", inventory, "inventory/all"],
  [
    "its own name has a slash and stands behind the plugin's, which keyed.go does not find",
    inventory,
    "inventory/inventory/all",
  ],
])("keyedBy() finds an object when %s", async ([, names, asked]) => {
  for (const method of byName)
    expect(await ask(hostAll(names), method, JSON.stringify({ Name: asked }))).toMatch(/^"result":/);
});

test.for<readonly [name: string, names: readonly string[], asked: string, reason: string]>([
  ["several are hosted and none is named", manager, "mystack", "not found: mystack (key=)"],
  ["the only one has no name", ["."], "group-stateless/w", "not found: group-stateless/w (key=w)"],
  ["none is hosted", [], "inventory", "not found: inventory (key=)"],
])("keyedBy() refuses as keyed.go does when %s", async ([, names, asked, reason]) => {
  for (const method of byName)
    expect(await ask(hostAll(names), method, JSON.stringify({ Name: asked }))).toBe(refusal(reason));
});

test.for<readonly [name: string, names: readonly string[], type: string, answer: string]>([
  ["one is named", ["lb1", "lb2"], "lb1", '"result":{"Type":"","Name":"lb1"}'],
  ["there is one, whatever is named", ["lb1"], "nope", '"result":{"Type":"","Name":"lb1"}'],
  ["none is named and there is one", ["."], "", '"result":{"Type":"","Name":"lb1"}'],
  ["none is named and one has no name", [".", "lb1"], "", '"result":{"Type":"","Name":"lb1"}'],
  ["nobody has the name", ["lb1", "lb2"], "nope", refusal("not found: ./nope (key=nope)")],
  ["none is named and there are two", ["lb1", "lb2"], "", refusal("not found: ./ (key=)")],
])("l4Kind looks a type up as the name behind a dot when %s", async ([, names, type, answer]) => {
  expect(await ask(hostAll(names), "L4.Name", JSON.stringify({ Type: type }))).toBe(answer);
});
