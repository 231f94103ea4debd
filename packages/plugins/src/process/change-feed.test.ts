import { expect, test } from "vitest";
import { ChangeFeed } from "./change-feed.ts";

test("read() yields an instance once when it has changed twice before it was read", async () => {
  const feed = new ChangeFeed();
  const changes = feed.read(new AbortController().signal);
  for (const id of ["a", "b", "a"]) feed.push(id);
  expect(await changes.next()).toEqual({ value: { id: "a" }, done: false });
  expect(await changes.next()).toEqual({ value: { id: "b" }, done: false });
  const waiting = changes.next();
  feed.push("a");
  expect(await waiting).toEqual({ value: { id: "a" }, done: false });
});

test("read() yields why an instance has ended when that was said, and it changed again", async () => {
  const feed = new ChangeFeed();
  const changes = feed.read(new AbortController().signal);
  feed.push("a");
  feed.push("a", "exited with code 1");
  feed.push("a");
  expect(await changes.next()).toEqual({ value: { id: "a", ended: "exited with code 1" }, done: false });
});

test("read() yields one change without a name when the reader lags behind", async () => {
  const feed = new ChangeFeed();
  const changes = feed.read(new AbortController().signal);
  for (let number = 0; number <= 1_000; number++) feed.push(`instance ${number}`);
  expect(await changes.next()).toEqual({ value: {}, done: false });
  feed.push("a");
  expect(await changes.next()).toEqual({ value: { id: "a" }, done: false });
});

const ended = { value: undefined, done: true };

test("read() ends when the signal is aborted, also before it is read", async () => {
  const feed = new ChangeFeed();
  const controller = new AbortController();
  const waiting = feed.read(controller.signal).next();
  controller.abort();
  expect(await waiting).toEqual(ended);
  expect(await feed.read(controller.signal).next()).toEqual(ended);
});

test("read() ends when the feed is closed, also before it is read", async () => {
  const feed = new ChangeFeed();
  const { signal } = new AbortController();
  const waiting = feed.read(signal).next();
  feed.close();
  expect(await waiting).toEqual(ended);
  expect(await feed.read(signal).next()).toEqual(ended);
});
