import { openGivenSpecs } from "@infrakit/infrakit/operator";
import { RawJson } from "@infrakit/spi/document";
import { expect } from "vitest";
import { test } from "./place.ts";

const spec = (id: string, text: string): { id: string; properties: RawJson } => {
  return { id, properties: RawJson.fromText(text) };
};

test("isSame() tells what was given last when it was remembered by another process", async ({ place }) => {
  const first = await openGivenSpecs(place.stateDir);
  expect(first.isSame(spec("web", '{"a":1}'))).toBe(false);
  await first.remember(spec("web", '{"a":1}'));
  await first.remember(spec("db", '{"a":1}'));
  await first.remember(spec("db", '{"a":2}'));
  await first.close();
  const second = await openGivenSpecs(place.stateDir);
  const same = [
    spec("web", '{ "a": 1 }'),
    spec("web", '{"a":2}'),
    spec("db", '{"a":2}'),
    spec("db", '{"a":1}'),
  ];
  expect(same.map((each) => second.isSame(each))).toEqual([true, false, true, false]);
  await second.close();
});
