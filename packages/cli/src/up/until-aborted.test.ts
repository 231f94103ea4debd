import { expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const never = new Promise<never>(() => undefined);

test("untilAborted() gives what was waited for when nothing is aborted", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(signal, Promise.resolve(1))).toBe(1);
  await expect(untilAborted(signal, Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("untilAborted() throws the reason when it was aborted before", async () => {
  await expect(untilAborted(AbortSignal.abort(new Error("stop")), never)).rejects.toThrow("stop");
});

test("untilAborted() throws the reason when it is aborted while it waits", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(controller.signal, never);
  controller.abort(new Error("stop"));
  await expect(waiting).rejects.toThrow("stop");
});

test("untilAborted() throws the reason when what was waited for fails because of it", async () => {
  const controller = new AbortController();
  const failing = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(new Error("was told to")));
  });
  const waiting = untilAborted(controller.signal, failing);
  controller.abort(new Error("stop"));
  await expect(waiting).rejects.toThrow("stop");
});
