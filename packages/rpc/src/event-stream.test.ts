import { LocalError } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { fakeEvent } from "../test/fake-event.ts";
import { formatEvent } from "./event-codec.ts";
import { type EventTexts, followEvents } from "./event-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const event = formatEvent(fakeEvent("streams/sec/1"), new Date());

/** What happens when the stream is opened, time after time: texts that come, and how it ends. */
type Opening = () => Promise<EventTexts | undefined>;

const refused: Opening = () => Promise.reject(new LocalError("plugin_unreachable", "nobody listens there"));
const gives =
  (...texts: readonly (string | undefined)[]): Opening =>
  async () =>
    (async function* () {
      yield* texts;
    })();
const breaks: Opening = async () =>
  (async function* () {
    yield event;
    throw new Error("socket hang up");
  })();

interface Follower {
  readonly events: AsyncGenerator<PluginEvent>;
  readonly stop: AbortController;
  /** When the stream was opened, in ms from the first time. */
  readonly openedAt: readonly number[];
  readonly isDone: () => readonly boolean[];
}

/** The last opening stands for all that follow. */
function follow(...openings: readonly Opening[]): Follower {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const openedAt: number[] = [];
  const signals: AbortSignal[] = [];
  const start = Date.now();
  const events = followEvents({
    topic: "/streams/",
    signal: stop.signal,
    reconnectMs: 1000,
    open: (signal) => {
      signals.push(signal);
      openedAt.push(Date.now() - start);
      return openings[Math.min(openedAt.length, openings.length) - 1]?.() ?? Promise.resolve(undefined);
    },
  });
  return { events, stop, openedAt, isDone: () => signals.map(({ aborted }) => aborted) };
}

/** The next event, however long it takes. */
async function next({ events }: Follower): Promise<object> {
  const coming = events.next();
  let isHere = false;
  const seen = coming.finally(() => (isHere = true));
  while (!isHere) await vi.advanceTimersToNextTimerAsync();
  const { value } = await seen;
  return value === undefined ? {} : { topic: value.topic, type: value.type, message: value.message };
}

const told = { topic: "streams/sec/1", type: "time", message: "" };

function error(message: string): object {
  return { topic: "streams/", type: "error", message };
}

test("followEvents() tells at once when a stream breaks, and of the gap when it was opened again", async () => {
  const follower = follow(breaks, refused, refused, gives(event));
  expect(await next(follower)).toEqual(told);
  expect(await next(follower)).toEqual(error("events cannot be read, it is tried again: socket hang up"));
  expect(follower.openedAt).toEqual([0]);
  expect(await next(follower)).toEqual(error("events may have been missed: nobody listens there"));
  expect(await next(follower)).toEqual(told);
  expect(follower.isDone()).toEqual([true, true, true, false]);
});

test("followEvents() tells of the gap when the plugin ended the stream", async () => {
  const follower = follow(gives(event));
  await next(follower);
  await next(follower);
  expect(await next(follower)).toEqual(error("events may have been missed: the plugin ended the stream"));
});

test("followEvents() tells once why it cannot read, and of the gap, when the plugin was not there at first", async () => {
  const follower = follow(refused, refused, refused, gives(event));
  expect(await next(follower)).toEqual(
    error("events cannot be read, it is tried again: nobody listens there"),
  );
  expect(follower.openedAt).toEqual([0]);
  expect(await next(follower)).toEqual(error("events may have been missed: nobody listens there"));
});

test("followEvents() waits twice as long each time when nothing comes, up to 30 s", async () => {
  const follower = follow(refused, refused, refused, refused, refused, refused, refused, gives(event));
  await next(follower);
  await next(follower);
  expect(follower.openedAt).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000]);
});

test("followEvents() is quick again when an event has come", async () => {
  const follower = follow(refused, refused, gives(event), gives(event));
  for (let count = 0; count < 6; count++) await next(follower);
  expect(follower.openedAt).toEqual([0, 1000, 3000, 4000]);
});

test("followEvents() tells of an event when it is too long to be read", async () => {
  const follower = follow(gives(undefined, event));
  expect(await next(follower)).toEqual(error("an event was left out: it is over 1048576 characters"));
  expect(await next(follower)).toEqual(told);
});

test("followEvents() ends when the plugin publishes no events", async () => {
  const { events } = follow(async () => undefined);
  expect(await events.next()).toEqual({ value: undefined, done: true });
});

test("followEvents() ends when it is aborted while it waits to open the stream again", async () => {
  const { events, stop } = follow(refused);
  await events.next();
  const last = events.next();
  await vi.advanceTimersByTimeAsync(10_000);
  stop.abort();
  expect(await last).toEqual({ value: undefined, done: true });
});

test("followEvents() gives the stream up when its reader has had enough", async () => {
  const follower = follow(gives(event));
  await next(follower);
  await follower.events.return(undefined);
  expect(follower.isDone()).toEqual([true]);
});
