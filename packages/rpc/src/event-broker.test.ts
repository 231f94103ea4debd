import { RawJson } from "@infrakit/spi/document";
import type { EventPlugin, InstancePlugin } from "@infrakit/spi";
import { expect, onTestFinished, test } from "vitest";
import { FakeEvents, fakeEvent } from "../test/fake-event.ts";
import { fakeInstance } from "../test/fakes.ts";
import { EventBroker } from "./event-broker.ts";
import { parseEvent } from "./event-codec.ts";
import { maxWaitingEvents } from "./event-queue.ts";
import type { PluginObjects } from "./hosted-objects.ts";

interface Reading {
  readonly texts: AsyncGenerator<string>;
  readonly reader: AbortController;
  /** The next event, as far as tests look at it. */
  readonly next: () => Promise<object | undefined>;
}

function read(broker: EventBroker, topic: string): Reading {
  const reader = new AbortController();
  onTestFinished(() => reader.abort());
  const texts = broker.subscribe(topic, reader.signal);
  const next = async (): Promise<object | undefined> => {
    const { value, done } = await texts.next();
    if (done === true) return undefined;
    const { topic: at, type, data } = parseEvent(value, new Date());
    return type === "error" ? { topic: at, data: data?.parse() } : { topic: at };
  };
  return { texts, reader, next };
}

function brokerOf(objects: PluginObjects): EventBroker {
  return new EventBroker(objects);
}

test("subscribe() gives what is wanted, below the name of its object", async () => {
  const [streams, other] = [new FakeEvents(), new FakeEvents()];
  const broker = brokerOf({ event: { streams, other } });
  const { next } = read(broker, "/streams/sec/");
  expect({ streams: streams.asked, other: other.asked }).toEqual({ streams: ["sec/"], other: [] });
  streams.publish(fakeEvent("msec/100"), fakeEvent("sec/1"), fakeEvent("sec/5"));
  expect(await next()).toEqual({ topic: "streams/sec/1" });
  expect(await next()).toEqual({ topic: "streams/sec/5" });
});

test("subscribe() gives the events of all objects when the root is wanted", async () => {
  const [streams, other] = [new FakeEvents(), new FakeEvents()];
  const { next } = read(brokerOf({ event: { streams, ".": other } }), "");
  expect([streams.asked, other.asked]).toEqual([[""], [""]]);
  streams.publish(fakeEvent("sec/1"));
  expect(await next()).toEqual({ topic: "streams/sec/1" });
  other.publish(fakeEvent("log"));
  expect(await next()).toEqual({ topic: "log" });
});

test("subscribe() tells each name of an object apart when it has several", async () => {
  const events = new FakeEvents();
  const broker = brokerOf({ event: { a: events, b: events } });
  const [a, b] = [read(broker, "/a/"), read(broker, "/b/")];
  events.publish(fakeEvent("sec/1"));
  expect([await a.next(), await b.next()]).toEqual([{ topic: "a/sec/1" }, { topic: "b/sec/1" }]);
});

test("subscribe() shares one subscription when many want the same, and ends it when the last one leaves", async () => {
  const streams = new FakeEvents();
  const broker = brokerOf({ event: { streams } });
  const readings = [1, 2, 3].map(() => read(broker, "/streams/sec/1"));
  expect([streams.asked, broker.readers]).toEqual([["sec/1"], 3]);
  streams.publish(fakeEvent("sec/1"));
  const firsts = await Promise.all(readings.map(({ next }) => next()));
  expect(firsts).toEqual([1, 2, 3].map(() => ({ topic: "streams/sec/1" })));
  const [first, ...others] = readings;
  first?.reader.abort();
  expect([streams.asked, broker.readers]).toEqual([["sec/1"], 2]);
  for (const { reader } of others) reader.abort();
  expect(broker.readers).toBe(0);
  await expect.poll(() => streams.asked).toEqual([]);
  expect(streams.subscribed).toBe(1);
});

test("subscribe() subscribes anew when readers come back", async () => {
  const streams = new FakeEvents();
  const broker = brokerOf({ event: { streams } });
  read(broker, "/streams/").reader.abort();
  const { next } = read(broker, "/streams/");
  streams.publish(fakeEvent("sec/1"));
  expect(await next()).toEqual({ topic: "streams/sec/1" });
  expect(streams.subscribed).toBe(2);
});

test("subscribe() asks for nothing when its signal is aborted already", async () => {
  const streams = new FakeEvents();
  const broker = brokerOf({ event: { streams } });
  const texts = broker.subscribe("", AbortSignal.abort());
  expect(await texts.next()).toEqual({ value: undefined, done: true });
  await expect.poll(() => streams.asked).toEqual([]);
  expect(broker.readers).toBe(0);
});

test("subscribe() ends its part of the work when its reader has had enough", async () => {
  const streams = new FakeEvents();
  const broker = brokerOf({ event: { streams } });
  const { texts } = read(broker, "/streams/");
  streams.publish(fakeEvent("sec/1"));
  await texts.next();
  await texts.return(undefined);
  await expect.poll(() => streams.asked).toEqual([]);
  expect(broker.readers).toBe(0);
});

test("subscribe() tells a slow reader how much it missed, and others miss nothing [differs.events.missed]", async () => {
  const streams = new FakeEvents();
  const broker = brokerOf({ event: { streams } });
  const [slow, quick] = [read(broker, "streams/"), read(broker, "streams/")];
  const count = 3 * maxWaitingEvents;
  const all = Promise.all(Array.from({ length: count }, () => quick.next()));
  for (let sent = 0; sent < count; sent++) streams.publish(fakeEvent("sec/1"));
  expect(await all).toHaveLength(count);
  for (let kept = 0; kept < maxWaitingEvents; kept++)
    expect(await slow.next()).toEqual({ topic: "streams/sec/1" });
  expect(await slow.next()).toEqual({
    topic: "streams/",
    data: { Lost: 2000 },
  });
});

test("subscribe() ends when no object has more to give", async () => {
  const [a, b] = [new FakeEvents(), new FakeEvents()];
  const { next } = read(brokerOf({ event: { a, b } }), "");
  a.end();
  await expect.poll(() => a.asked).toEqual([]);
  b.publish(fakeEvent("sec/1"));
  expect(await next()).toEqual({ topic: "b/sec/1" });
  b.end();
  expect(await next()).toBeUndefined();
});

const failing: readonly (readonly [name: string, subscribe: EventPlugin["subscribe"]])[] = [
  [
    "cannot be subscribed to",
    () => {
      throw new Error("no disk");
    },
  ],
  [
    "fails at once",
    async function* () {
      yield* [];
      throw new Error("no disk");
    },
  ],
];
test.for(failing)(
  "subscribe() says why and ends when an object %s, and others go on",
  async ([, subscribe]) => {
    const good = new FakeEvents();
    const bad: EventPlugin = { list: async () => [], subscribe };
    const broker = brokerOf({ event: { good, bad } });
    const [all, some] = [read(broker, "/"), read(broker, "/good/")];
    expect(await all.next()).toEqual({ topic: ".", data: 'Cannot read more events of "bad": no disk' });
    expect(await all.next()).toBeUndefined();
    good.publish(fakeEvent("sec/1"));
    expect(await some.next()).toEqual({ topic: "good/sec/1" });
  },
);

test("subscribe() says why and ends when an object gives what is no event", async () => {
  const bad: EventPlugin = {
    list: async () => [],
    async *subscribe() {
      yield {} as never;
    },
  };
  const { next } = read(brokerOf({ event: bad }), "/");
  expect(await next()).toMatchObject({ data: expect.stringMatching(/^Cannot read more events: /) });
  expect(await next()).toBeUndefined();
});

test("subscribe() waits when no object has the topic", async () => {
  const { reader, next } = read(brokerOf({ event: { streams: new FakeEvents() } }), "/nope/");
  const ended = next();
  reader.abort();
  expect(await ended).toBeUndefined();
});

test("subscribe() gives others their turn when an object never waits", async () => {
  const flood: EventPlugin = {
    list: async () => [],
    async *subscribe(_, { signal }) {
      while (!signal.aborted) yield fakeEvent("flood");
    },
  };
  const { reader, texts } = read(brokerOf({ event: flood }), "flood");
  await new Promise((resolve) => setImmediate(resolve));
  reader.abort();
  let kept = 0;
  for await (const _ of texts) kept++;
  expect(kept).toBeLessThanOrEqual(maxWaitingEvents + 1);
});

test("subscribe() gives the hints of instance plugins, and watches an instance plugin once", async () => {
  let watched = 0;
  const compute: InstancePlugin = {
    ...fakeInstance(),
    async *changes({ signal }) {
      watched++;
      yield { id: "i" };
      yield {};
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  };
  const broker = brokerOf({ instance: { compute } });
  const readings = ["/instances/compute/", "/", "instances/"].map((topic) => read(broker, topic));
  for (const { next } of readings) {
    expect(await next()).toEqual({ topic: "instances/compute/i" });
    expect(await next()).toEqual({ topic: "instances/compute/" });
  }
  expect(watched).toBe(1);
});

test("subscribe() writes opaque data as it was given", async () => {
  const events = new FakeEvents();
  const { texts } = read(brokerOf({ event: events }), "/");
  events.publish(fakeEvent("a", { data: RawJson.fromText('{"10":12345678901234567890,"9":1.0}') }));
  expect((await texts.next()).value).toContain('"Data": {"10": 12345678901234567890,"9": 1.0}');
});
