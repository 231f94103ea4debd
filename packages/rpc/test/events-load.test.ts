import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { connectEvent, servePlugin } from "@infrakit/rpc";
import type { PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, onTestFinished, test } from "vitest";
import { follow, openEvents } from "./event-stream.ts";
import { FakeEvents, fakeEvent } from "./fake-event.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";

const maxReaders = 1000;

/** Counts the events that have come. */
function count(response: IncomingMessage): () => number {
  let events = 0;
  response.setEncoding("utf8").on("data", (chunk: string) => {
    events += chunk.split("\n\n").length - 1;
  });
  response.on("error", () => undefined);
  return () => events;
}

test("/events serves 1,000 readers with one subscription, no more of them, and notices all of their ends", async () => {
  const events = new FakeEvents();
  const path = await socketPlace();
  const server = await servePlugin({ event: events }, { path });
  onTestFinished(() => server.close());
  const readers: IncomingMessage[] = [];
  // A socket has room for some hundred that nobody has answered yet.
  while (readers.length < maxReaders)
    readers.push(...(await Promise.all(Array.from({ length: 100 }, () => openEvents(path, "sec/1")))));
  const counts = readers.map(count);
  expect({ subscribed: events.subscribed, asked: events.asked }).toEqual({ subscribed: 1, asked: ["sec/1"] });

  const { statusCode } = await openEvents(path, "sec/1");
  expect(statusCode).toBe(503);
  expect(await connectEvent(connectForTest(path), "time").list([])).toEqual(["msec", "sec"]);

  for (let sent = 0; sent < 20; sent++) events.publish(fakeEvent("sec/1"));
  await expect.poll(() => counts.every((received) => received() === 20), { timeout: 60_000 }).toBe(true);

  for (const reader of readers.slice(0, maxReaders / 2)) reader.destroy();
  const ends = readers.slice(maxReaders / 2).map((reader) => once(reader, "end"));
  expect(events.asked).toEqual(["sec/1"]);
  await server.close();
  await Promise.all(ends);
  await expect.poll(() => events.asked).toEqual([]);
});

test("/events tells a reader that stopped reading what it missed, and others miss nothing", async () => {
  const events = new FakeEvents();
  const path = await serveForTest({ event: events });
  const stuck = await openEvents(path, "sec/1");
  const received = count(await openEvents(path, "sec/1"));
  const heap = process.memoryUsage().heapUsed;

  // 200 MB in all, of which one reader takes nothing.
  const data = RawJson.fromValue("x".repeat(10_000));
  const published = 20_000;
  for (let sent = 0; sent < published; sent += 100) {
    events.publish(...Array.from({ length: 100 }, () => fakeEvent("sec/1", { data })));
    await expect.poll(received, { interval: 1, timeout: 60_000 }).toBe(sent + 100);
  }
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(100_000_000);

  const lines: string[] = [];
  let rest = "";
  let lost = 0;
  for await (const chunk of stuck.setEncoding("utf8") as AsyncIterable<string>) {
    const whole = (rest + chunk).split("\n\n");
    rest = whole.pop() ?? "";
    lines.push(...whole);
    lost = Number(/"Type": "error".*"Data": \{"Lost": (\d+)\}/.exec(whole.at(-1) ?? "")?.[1] ?? 0);
    if (lost > 0) break;
  }
  expect(lines.length - 1 + lost).toBe(published);
  expect(lost).toBeGreaterThan(published / 2);
});

test("subscribe() takes what comes in any pieces, and leaves out what is too long", async () => {
  const events = new FakeEvents();
  const { next } = follow(connectEvent(connectForTest(await serveForTest({ event: events })), "time"), "a");
  await expect.poll(() => events.asked).toEqual(["a"]);
  const large = fakeEvent("a", { data: RawJson.fromValue("ü".repeat(500_000)) });
  const tooLarge = fakeEvent("a", { data: RawJson.fromValue("x".repeat(2_000_000)) });
  events.publish(large, tooLarge, fakeEvent("a"));
  const told: Partial<PluginEvent>[] = [
    { data: large.data },
    { type: "error", message: "an event was left out: it is over 1048576 characters" },
    { data: fakeEvent("a").data },
  ];
  for (const expected of told) expect(await next()).toMatchObject(expected);
});

test("/events notices a reader that hangs up before it was answered", async () => {
  const events = new FakeEvents();
  const path = await serveForTest({ event: events });
  const socket = connect(path);
  socket.end("GET /events?topic=a HTTP/1.1\r\nHost: h\r\n\r\n");
  socket.resume();
  await once(socket, "close");
  await expect.poll(() => events.asked).toEqual([]);
});

test("/events ends its readers in good order when the server stops while events come", async () => {
  const events = new FakeEvents();
  const path = await socketPlace();
  const server = await servePlugin({ event: events }, { path });
  onTestFinished(() => server.close());
  const readers = await Promise.all(Array.from({ length: 20 }, () => openEvents(path, "sec/1")));
  const bodies = readers.map((reader) => text(reader));
  events.publish(...Array.from({ length: 500 }, () => fakeEvent("sec/1")));
  const closed = server.close();
  events.publish(...Array.from({ length: 500 }, () => fakeEvent("sec/1")));
  await closed;
  // What was cut would reject, or end within a line.
  for (const body of await Promise.all(bodies)) expect(body).toMatch(/^(?:data: \{[^\n]+\}\n\n)*$/);
});

test("/events says why when it cannot be told what is hosted", async () => {
  let isBroken = false;
  const objects = {
    get event(): FakeEvents {
      if (isBroken) throw new Error("no disk");
      return new FakeEvents();
    },
  };
  const path = await serveForTest(objects);
  isBroken = true;
  const response = await openEvents(path, "");
  expect(response.statusCode).toBe(503);
  expect(await text(response)).toBe("Cannot subscribe: no disk");
});
