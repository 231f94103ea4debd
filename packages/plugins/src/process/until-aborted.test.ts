import { expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const nobody = (): void => expect.unreachable();

test("untilAborted() ends as the work does when nobody gives up", async () => {
  const { signal } = new AbortController();
  await expect(untilAborted(Promise.resolve(), { signal, onError: nobody })).resolves.toBeUndefined();
  const failing = Promise.reject(new Error("no"));
  await expect(untilAborted(failing, { signal, onError: nobody })).rejects.toThrow("no");
});

test("untilAborted() throws and reports a later failure when the caller gives up", async () => {
  const controller = new AbortController();
  let fail: (error: Error) => void = nobody;
  const work = new Promise<void>((_, reject) => {
    fail = reject;
  });
  const reported: unknown[] = [];
  const waiting = untilAborted(work, { signal: controller.signal, onError: (error) => reported.push(error) });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: "aborted" });
  fail(new Error("later"));
  await expect.poll(() => reported).toEqual([new Error("later")]);
});
