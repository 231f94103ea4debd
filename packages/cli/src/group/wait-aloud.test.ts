import { PassThrough } from "node:stream";
import type { GroupStatus } from "@infrakit/infrakit/operator";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Context } from "../context.ts";
import type { Waiting } from "./wait.ts";
import { waitAloud } from "./wait-aloud.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const status: GroupStatus = {
  phase: "progressing",
  reason: "1 being created",
  commit: "v2",
  desired: 3,
  ready: 2,
  slots: [],
  conditions: [],
  nextLookAt: null,
};

test.for([
  {
    name: "where a group stands that it waits for, after 2 s and every 10 s",
    isJson: false,
    told: [
      "web: progressing, 2 of 3 ready: 1 being created",
      "db: progressing, 2 of 3 ready: 1 being created",
    ],
  },
  { name: "nothing to programs", isJson: true, told: [] },
])("waitAloud() tells $name", async ({ isJson, told }) => {
  const stderr = new PassThrough({ encoding: "utf8" });
  const context = { stderr, isJson } as unknown as Context;
  let tell: Waiting["onStatus"];
  let end = (): void => undefined;
  const wait = waitAloud(context, {} as Waiting, ({ onStatus }) => {
    tell = onStatus;
    return new Promise((resolve) => (end = resolve));
  });
  tell?.("web", status);
  await vi.advanceTimersByTimeAsync(2000);
  tell?.("db", status);
  await vi.advanceTimersByTimeAsync(10_000);
  end();
  await wait;
  await vi.advanceTimersByTimeAsync(60_000);
  const text = (stderr.read() ?? "") as string;
  expect(text.split("\n").filter((line) => line !== "")).toEqual(told);
});
