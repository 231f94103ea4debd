import { once } from "node:events";
import { rename } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  connectEvent,
  connectInMemory,
  createHandler,
  type PluginConnection,
  type PluginObjects,
  servePlugin,
} from "@infrakit/rpc";
import type { Path } from "@infrakit/spi/document";
import { RawJson } from "@infrakit/spi/document";
import { describe, expect, onTestFinished, test } from "vitest";
import { follow } from "./event-stream.ts";
import { FakeEvents, fakeEvent } from "./fake-event.ts";
import { fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";

interface Way {
  readonly way: string;
  readonly reach: (objects: PluginObjects) => Promise<PluginConnection>;
}

const ways: readonly Way[] = [
  { way: "in memory", reach: async (objects) => connectInMemory(createHandler(objects), { reconnectMs: 1 }) },
  { way: "through a socket", reach: async (objects) => connectForTest(await serveForTest(objects)) },
  {
    way: "over TCP",
    reach: async (objects) => {
      const server = await servePlugin(objects, { tcp: { port: 0 } });
      onTestFinished(() => server.close());
      return connectForTest(server.address);
    },
  },
  {
    way: "below a path, as behind Go's mux",
    reach: async (objects) =>
      connectForTest(`${await serveBelow("/time", await serveForTest(objects))}/time/`),
  },
];

/** Passes what comes below a path to a socket, as Go's mux does. */
async function serveBelow(prefix: string, socketPath: string): Promise<string> {
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, headers, url = "" } = incoming;
    const [before, path] = url.split(prefix, 2);
    if (before !== "" || path?.[0] !== "/") return void outgoing.writeHead(404).end();
    const passed = request({ socketPath, method, headers, path, agent: false });
    passed.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      outgoing.flushHeaders();
      response.pipe(outgoing);
    });
    outgoing.on("close", () => passed.destroy());
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const received = expect.stringMatching(/^20\d\d-\d\d-\d\dT/) as string;

describe.for(ways)("an event plugin $way", ({ reach }) => {
  test.for<readonly [topic: Path, nodes: readonly string[]]>([
    [[], ["msec", "sec"]],
    [["sec"], ["1", "30", "5"]],
    [["nope"], []],
  ])("lists the same as the plugin itself below %j", async ([topic, nodes]) => {
    const events = new FakeEvents();
    const plugin = connectEvent(await reach({ event: { streams: events } }), "time/streams");
    expect(await events.list(topic)).toEqual(nodes);
    expect(await plugin.list(topic)).toEqual(nodes);
  });

  test("lists its objects when none is named", async () => {
    const plugin = connectEvent(await reach({ event: { streams: new FakeEvents() } }), "time");
    expect(await plugin.list([])).toEqual(["streams"]);
    expect(await plugin.list(["streams", "sec"])).toEqual(["1", "30", "5"]);
  });

  test.for<readonly [name: string, wanted: string, asked: string, topics: readonly string[]]>([
    ["time/streams", "sec/1", "sec/1", ["sec/1"]],
    ["time/streams", "/sec/", "sec/", ["sec/1", "sec/5"]],
    ["time/streams", "", "", ["sec/1", "msec/100", "sec/5"]],
    ["time", "streams/sec/5", "sec/5", ["streams/sec/5"]],
    ["time", ".", "", ["streams/sec/1", "streams/msec/100", "streams/sec/5"]],
  ])("gives as %s the events of %j until it is aborted", async ([name, wanted, asked, topics]) => {
    const events = new FakeEvents();
    const connection = await reach({ event: { streams: events } });
    const { next, reader } = follow(connectEvent(connection, name), wanted);
    await expect.poll(() => events.asked).toEqual([asked]);
    events.publish(fakeEvent("sec/1"), fakeEvent("msec/100"), fakeEvent("sec/5"));
    for (const topic of topics) expect(await next()).toEqual({ ...fakeEvent(topic), received });
    const last = next();
    reader.abort();
    expect(await last).toBeUndefined();
    await expect.poll(() => events.asked).toEqual([]);
  });

  test("gives opaque data as it was given", async () => {
    const events = new FakeEvents();
    const { next } = follow(connectEvent(await reach({ event: events }), "time"), "a");
    await expect.poll(() => events.asked).toEqual(["a"]);
    const event = fakeEvent("a", {
      message: "<&>\u2028 ü😀\n",
      data: RawJson.fromText('{"10":12345678901234567890,"9":[{"h":null},1.0,": "]}'),
    });
    events.publish(event);
    expect(await next()).toEqual({ ...event, received });
  });

  test("says why and goes on when the plugin fails", async () => {
    const events = new FakeEvents();
    const { next } = follow(
      connectEvent(await reach({ event: { streams: events } }), "time/streams"),
      "sec/1",
    );
    await expect.poll(() => events.asked).toEqual(["sec/1"]);
    events.publish(fakeEvent("sec/1"));
    events.end(new Error("no disk"));
    expect(await next()).toMatchObject({ topic: "sec/1", type: "time" });
    expect(await next()).toMatchObject({
      topic: "sec/1",
      type: "error",
      message: 'Cannot read more events of "streams": no disk',
    });
    const ended = "the plugin ended the stream";
    for (const message of [
      `events cannot be read, it is tried again: ${ended}`,
      `events may have been missed: ${ended}`,
    ])
      expect(await next()).toMatchObject({ topic: "sec/1", type: "error", message });
    events.publish(fakeEvent("sec/1"));
    expect(await next()).toEqual({ ...fakeEvent("sec/1"), received });
  });

  test("is refused when the plugin publishes no events", async () => {
    const plugin = connectEvent(await reach({ instance: fakeInstance() }), "fake");
    const message = /Plugin does not support interface Event\/0\.1\.1$/;
    const refused = expect.objectContaining({
      code: "interface_mismatch",
      message: expect.stringMatching(message),
    });
    await expect(plugin.list([])).rejects.toThrow(refused);
    await expect(follow(plugin, "").next()).rejects.toThrow(refused);
  });

  test("ends when its connection is closed", async () => {
    const events = new FakeEvents();
    const connection = await reach({ event: events });
    const { next } = follow(connectEvent(connection, "time"), "");
    await expect.poll(() => events.asked).toEqual([""]);
    const last = next();
    await connection.close();
    expect(await last).toBeUndefined();
    await expect.poll(() => events.asked).toEqual([]);
  });
});

test("subscribe() is refused when nobody is there", async () => {
  const plugin = connectEvent(connectForTest(await socketPlace()), "time");
  await expect(follow(plugin, "").next()).rejects.toThrow(
    expect.objectContaining({ code: "plugin_unreachable" }),
  );
});

test("subscribe() ends when it is aborted before the plugin has answered", async () => {
  const { next, reader } = follow(connectEvent(connectForTest(await socketPlace()), "time"), "");
  reader.abort();
  expect(await next()).toBeUndefined();
});

test("subscribe() tells of the gap and goes on when the plugin was started again", async () => {
  const path = await socketPlace();
  const [before, after] = [new FakeEvents(), new FakeEvents()];
  const first = await servePlugin({ event: before }, { path });
  const { next } = follow(connectEvent(connectForTest(path), "time"), "sec/");
  await expect.poll(() => before.asked).toEqual(["sec/"]);
  await first.close();
  expect(await next()).toMatchObject({
    topic: "sec/",
    type: "error",
    message: expect.stringMatching(/^events cannot be read, it is tried again: /),
  });
  await serveForTest({ event: after }, path);
  expect(await next()).toMatchObject({
    topic: "sec/",
    type: "error",
    message: expect.stringMatching(/^events may have been missed: /),
    received,
  });
  after.publish(fakeEvent("sec/1"));
  expect(await next()).toEqual({ ...fakeEvent("sec/1"), received });
});

test("subscribe() goes over to the successor when the socket was replaced and the plugin before lives on", async () => {
  const path = await socketPlace();
  const [before, after] = [new FakeEvents(), new FakeEvents()];
  await serveForTest({ event: before }, path);
  const { next } = follow(connectEvent(connectForTest(path), "time"), "sec/");
  await expect.poll(() => before.asked).toEqual(["sec/"]);
  await rename(await serveForTest({ event: after }, `${path}-new`), path);
  const why = "another process took the plugin's place";
  for (const message of [
    `events cannot be read, it is tried again: ${why}`,
    `events may have been missed: ${why}`,
  ])
    expect(await next()).toMatchObject({ type: "error", message });
  await expect.poll(() => before.asked).toEqual([]);
  after.publish(fakeEvent("sec/1"));
  expect(await next()).toEqual({ ...fakeEvent("sec/1"), received });
});

test("subscribe() leaves nothing behind when its reader leaves at the gap", async () => {
  const path = await socketPlace();
  const [before, after] = [new FakeEvents(), new FakeEvents()];
  const first = await servePlugin({ event: before }, { path });
  const plugin = connectEvent(connectForTest(path), "time");
  const events = plugin.subscribe("sec/", { signal: new AbortController().signal })[Symbol.asyncIterator]();
  const gap = events.next();
  await expect.poll(() => before.asked).toEqual(["sec/"]);
  await first.close();
  expect(await gap).toMatchObject({ value: { type: "error" } });
  await serveForTest({ event: after }, path);
  expect(await events.next()).toMatchObject({ value: { type: "error" } });
  await events.return?.();
  await expect.poll(() => after.asked).toEqual([]);
  expect(after.subscribed).toBe(1);
});
