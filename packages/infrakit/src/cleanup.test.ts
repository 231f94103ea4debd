import { expect, test } from "vitest";
import { Cleanup } from "./cleanup.ts";

test("close() closes the last first, each once, when it is called twice", async () => {
  const closed: string[] = [];
  const cleanup = new Cleanup();
  cleanup.defer(() => void closed.push("first"));
  cleanup.defer(async () => {
    await Promise.resolve();
    closed.push("second");
  });
  await Promise.all([cleanup.close(), cleanup.close()]);
  expect(closed).toEqual(["second", "first"]);
});

test("close() closes everything and throws the first error when something fails", async () => {
  const closed: string[] = [];
  const cleanup = new Cleanup();
  cleanup.defer(() => void closed.push("last"));
  cleanup.defer(() => Promise.reject(new Error("later")));
  cleanup.defer(() => Promise.reject(new Error("sooner")));
  await expect(cleanup.close()).rejects.toThrow("sooner");
  expect(closed).toEqual(["last"]);
});
