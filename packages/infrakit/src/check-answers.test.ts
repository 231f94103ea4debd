import type { InstancePlugin } from "@infrakit/spi";
import { FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { checkAnswers } from "./check-answers.ts";

const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
const all = { tags: {}, properties: false };

/** A plugin whose calls answer that, whatever they should. */
function answering(answer: unknown): InstancePlugin {
  const plugin = new FakeInstances();
  const call = (): Promise<never> => Promise.resolve(answer as never);
  return checkAnswers(Object.assign(plugin, { provision: call, describeInstances: call }), "own");
}

test.for<readonly [what: string, answer: unknown, fault: string]>([
  ["an empty id", "", "expected a string, found an empty one"],
  ["a number", 7, "expected a string, found a number"],
  ["nothing", undefined, "expected a string, found nothing"],
])("checkAnswers() refuses %s when an instance was made", async ([, answer, fault]) => {
  await expect(answering(answer).provision(spec)).rejects.toMatchObject({
    name: "DecodeError",
    message: `Cannot provision with "own": its answer is no id: ${fault}`,
  });
});

test.for<readonly [what: string, answer: unknown, fault: string]>([
  ["what is no list", {}, "expected a list, found an object"],
  ["nothing", undefined, "expected a list, found nothing"],
  ["an element that is nothing", [null], "[0].id: expected a string, found nothing"],
  [
    "an id that is a number",
    [
      { id: "1", tags: {} },
      { id: 2, tags: {} },
    ],
    "[1].id: expected a string, found a number",
  ],
  ["an empty id", [{ id: "", tags: {} }], "[0].id: expected a string, found an empty one"],
  ["an instance without tags", [{ id: "1" }], "[0].tags: expected an object, found nothing"],
])("checkAnswers() refuses %s when instances are listed", async ([, answer, fault]) => {
  await expect(answering(answer).describeInstances(all)).rejects.toMatchObject({
    code: "bad_answer",
    message: `Cannot list the instances of "own": ${fault}`,
  });
});

test("checkAnswers() passes calls and answers on as they are when they are good", async () => {
  const instances = new FakeInstances();
  const plugin = checkAnswers(instances, "own");
  await plugin.validate(null);
  const id = await plugin.provision(spec);
  await plugin.label(id, { a: "b" });
  expect(await plugin.describeInstances(all)).toMatchObject([{ id, tags: { a: "b" } }]);
  await plugin.destroy(id, "terminate");
  expect(instances.destroyed).toEqual([id]);
  expect(plugin.changes === undefined).toBe(instances.changes === undefined);
});
