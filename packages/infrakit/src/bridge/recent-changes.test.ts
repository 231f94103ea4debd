import { expect, test } from "vitest";
import { RecentChanges } from "./recent-changes.ts";

test("look() counts nobody when it looks for the first time", () => {
  expect(new RecentChanges().look(["a", "b"], 0)).toEqual({ createdPerMinute: 0, endedPerMinute: 0 });
});

test("look() counts who came and who went when it looks again", () => {
  const changes = new RecentChanges();
  changes.look(["a", "b"], 0);
  expect(changes.look(["b", "c", "d"], 1000)).toEqual({ createdPerMinute: 2, endedPerMinute: 1 });
});

test("look() forgets what is a minute old", () => {
  const changes = new RecentChanges();
  changes.look(["a"], 0);
  changes.look(["b"], 1000);
  expect(changes.look(["b"], 60_999)).toEqual({ createdPerMinute: 1, endedPerMinute: 1 });
  expect(changes.look(["b"], 61_000)).toEqual({ createdPerMinute: 0, endedPerMinute: 0 });
});

test("look() takes nobody for gone when it cannot see who is there", () => {
  const changes = new RecentChanges();
  changes.look(["a", "b"], 0);
  changes.look(null, 1000);
  expect(changes.look(["a", "b"], 2000)).toEqual({ createdPerMinute: 0, endedPerMinute: 0 });
});
