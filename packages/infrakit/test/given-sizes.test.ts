import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openGivenSizes } from "@infrakit/infrakit/operator";
import { openFileJournal } from "@infrakit/manager";
import { RawJson } from "@infrakit/spi/document";
import { expect } from "vitest";
import { test } from "./place.ts";

const spec = (id: string, size: number): { id: string; properties: RawJson } => {
  return { id, properties: RawJson.fromText(JSON.stringify({ Allocation: { Size: size } })) };
};

test("last() tells the size that was given last when another process remembered it", async ({ place }) => {
  const first = await openGivenSizes(place.stateDir);
  expect(first.last("web")).toBeUndefined();
  await first.remember(spec("web", 1));
  await first.remember(spec("db", 1));
  await first.remember(spec("db", 2));
  await first.close();
  const second = await openGivenSizes(place.stateDir);
  expect(["web", "db", "other"].map((id) => second.last(id))).toEqual([1, 2, undefined]);
  await second.close();
});

test("last() knows no size when something else was remembered", async ({ place }) => {
  await mkdir(place.stateDir, { recursive: true });
  const journal = await openFileJournal({ directory: join(place.stateDir, "given") });
  await journal.save({ id: "web", text: '"5f3f100a"' });
  await journal.close();
  const given = await openGivenSizes(place.stateDir);
  expect(given.last("web")).toBeUndefined();
  await given.close();
});

test.for([
  ["cut short", (path: string) => truncate(path, 20)],
  ["no record", (path: string) => writeFile(path, "1\n")],
  ["empty", (path: string) => truncate(path, 0)],
] as const)(
  "damage() names the file and leaves the others alone when one is %s",
  async ([, harm], { place }) => {
    const first = await openGivenSizes(place.stateDir);
    await first.remember(spec("web", 1));
    await first.remember(spec("db", 2));
    await first.close();
    const path = join(place.stateDir, "given/web.record");
    await harm(path);
    const second = await openGivenSizes(place.stateDir);
    expect(second.damage("web")).toMatchObject({ path });
    expect([second.last("web"), second.last("db"), second.damage("db")]).toEqual([undefined, 2, undefined]);
    await second.remember(spec("web", 3));
    expect(second.damage("web")).toBeUndefined();
    await second.close();
    const third = await openGivenSizes(place.stateDir);
    expect(third.last("web")).toBe(3);
    await third.close();
  },
);
