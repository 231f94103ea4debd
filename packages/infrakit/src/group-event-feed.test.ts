import type { GroupStatus } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { GroupEventFeed, maxWaitingNews } from "./group-event-feed.ts";
import type { GroupChange } from "./status-feed.ts";

/** A group of one slot, which holds an instance of that name, or none. */
function change(id: string, instance: string | null): GroupChange {
  const state = instance === null ? "missing" : "healthy";
  const slots = [{ slot: "0", instance, state }] as const;
  const status: GroupStatus = {
    phase: "progressing",
    reason: "",
    commit: "v1",
    desired: 1,
    ready: instance === null ? 0 : 1,
    slots,
    conditions: [],
    nextLookAt: null,
  };
  return { id, status };
}

const feedAt = (now: number): GroupEventFeed => new GroupEventFeed(() => now);

test("read() tells what happens and when, from the first read on", async () => {
  const feed = feedAt(1_000);
  feed.push(change("a", null));
  const reading = feed.read();
  const first = reading.next();
  feed.push(change("a", "i-1"));
  const message = "i-1 in slot 0 was created";
  const created = {
    type: "created",
    group: "a",
    commit: "v1",
    slot: "0",
    instance: "i-1",
    message,
    at: 1_000,
  };
  expect(await first).toEqual({ done: false, value: created });
  expect(await reading.next()).toMatchObject({ value: { type: "healthy" } });
});

test("read() tells of one group when it is asked for one", async () => {
  const feed = feedAt(0);
  const first = feed.read("b").next();
  feed.push(change("a", "i-1"));
  feed.push(change("b", "i-2"));
  expect(await first).toMatchObject({ value: { group: "b", instance: "i-2" } });
});

test("read() tells how much is missing, in its place, when nobody reads for too long", async () => {
  const feed = feedAt(0);
  const reading = feed.read();
  const first = reading.next();
  feed.push(change("first", null));
  // Two events each: found, healthy.
  for (let count = 0; count <= maxWaitingNews; count++) feed.push(change(`g${count}`, "i"));
  expect(await first).toMatchObject({ value: { type: "found", group: "g0" } });
  const types: string[] = [];
  for (let read = 1; read < maxWaitingNews; read++) types.push((await reading.next()).value?.type ?? "");
  expect(types).not.toContain("missed");
  expect(await reading.next()).toEqual({ done: false, value: { type: "missed", count: maxWaitingNews + 2 } });
  const next = reading.next();
  feed.push(change("g0", null));
  expect(await next).toMatchObject({ value: { type: "destroyed", group: "g0" } });
});

test("read() ends when its signal is aborted, also with events that were not read", async () => {
  const stop = new AbortController();
  const feed = feedAt(0);
  const reading = feed.read(undefined, stop.signal);
  const first = reading.next();
  feed.push(change("a", "i-1"));
  await first;
  stop.abort();
  expect(await reading.next()).toEqual({ done: true, value: undefined });
});

test("read() ends when it waits and its signal is aborted", async () => {
  const stop = new AbortController();
  const first = feedAt(0).read(undefined, stop.signal).next();
  stop.abort();
  expect(await first).toEqual({ done: true, value: undefined });
});

test("read() ends when the feed is closed, also one that begins later", async () => {
  const feed = feedAt(0);
  const first = feed.read().next();
  feed.close();
  expect(await first).toEqual({ done: true, value: undefined });
  expect(await feed.read().next()).toEqual({ done: true, value: undefined });
});

test("ids() lists the groups that are kept", () => {
  const feed = feedAt(0);
  for (const id of ["b", "a", "c"]) feed.push(change(id, null));
  feed.push({ id: "c", status: null });
  expect(feed.ids).toEqual(["a", "b"]);
});
