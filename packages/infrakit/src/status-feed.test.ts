import type { GroupStatus } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { type GroupChange, StatusFeed } from "./status-feed.ts";

const change = (id: string, ready: number): GroupChange => ({ id, status: { ready } as GroupStatus });

const nothing = (): readonly GroupChange[] => [];

test("read() gives what is there first and then what changes when it is read slowly", async () => {
  const feed = new StatusFeed();
  const reading = feed.read(() => [change("a", 1)]);
  expect(await reading.next()).toEqual({ done: false, value: change("a", 1) });
  const next = reading.next();
  feed.push(change("b", 2));
  expect(await next).toEqual({ done: false, value: change("b", 2) });
});

test("read() gives only the newest of a group when it changes faster than it is read", async () => {
  const feed = new StatusFeed();
  const reading = feed.read(() => [change("a", 0)]);
  await reading.next();
  for (let ready = 1; ready <= 1000; ready++) feed.push(change("a", ready));
  feed.push(change("b", 7));
  expect(await reading.next()).toEqual({ done: false, value: change("a", 1000) });
  expect(await reading.next()).toEqual({ done: false, value: change("b", 7) });
});

test("read() ends when its signal is aborted", async () => {
  const stop = new AbortController();
  const reading = new StatusFeed().read(nothing, stop.signal);
  const next = reading.next();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test("read() ends when the feed is closed, also one that begins later", async () => {
  const feed = new StatusFeed();
  const next = feed.read(nothing).next();
  // It has begun to wait: a generator runs up to its first wait at once.
  feed.close();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(await feed.read(() => [change("a", 1)]).next()).toEqual({ done: true, value: undefined });
});
