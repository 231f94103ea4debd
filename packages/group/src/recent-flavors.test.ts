import type { FlavorPlugin } from "@infrakit/spi";
import { FakeFlavor, ManualClock } from "@infrakit/testing";
import { expect, test } from "vitest";
import { RecentFlavors } from "./recent-flavors.ts";

/** Flavors of which the look-ups are counted. */
function createFlavors(find: (name: string) => Promise<FlavorPlugin>): {
  readonly clock: ManualClock;
  readonly flavors: RecentFlavors;
  readonly asked: string[];
} {
  const clock = new ManualClock();
  const asked: string[] = [];
  const flavor = (name: string): Promise<FlavorPlugin> => {
    asked.push(name);
    return find(name);
  };
  return { clock, flavors: new RecentFlavors({ flavor }, clock), asked };
}

test("flavor() looks a flavor up once when it is asked for many times within a second", async () => {
  const plain = new FakeFlavor();
  const { clock, flavors, asked } = createFlavors(async () => plain);
  expect(await Promise.all([flavors.flavor("a"), flavors.flavor("a")])).toEqual([plain, plain]);
  await flavors.flavor("b");
  await clock.advance(999);
  await flavors.flavor("a");
  expect(asked).toEqual(["a", "b"]);
  await clock.advance(1);
  await flavors.flavor("a");
  expect(asked).toEqual(["a", "b", "a"]);
});

test("flavor() looks again at once when there was none", async () => {
  const { flavors, asked } = createFlavors((name) => Promise.reject(new Error(`plugin not found:${name}`)));
  await expect(flavors.flavor("a")).rejects.toThrow("plugin not found:a");
  await expect(flavors.flavor("a")).rejects.toThrow("plugin not found:a");
  expect(asked).toEqual(["a", "a"]);
});
