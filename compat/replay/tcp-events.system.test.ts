import { connectEvent, connectPlugin, servePlugin } from "@infrakit/rpc";
import type { EventPlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { expect, onTestFinished, test } from "vitest";

const event: PluginEvent = {
  topic: "sec/1",
  type: "time",
  id: "1sec",
  message: "",
  timestamp: "2018-11-22T18:20:16Z",
  received: neverReceived,
  data: null,
  error: null,
};

const publisher: EventPlugin = {
  list: async () => [],
  async *subscribe() {
    yield event;
  },
};

test("connectEvent() reads events behind a tcp:// address [differs.events.tcp]", async () => {
  const server = await servePlugin({ event: publisher }, { tcp: { port: 0 } });
  onTestFinished(() => server.close());
  expect(server.address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  const connection = connectPlugin(server.address);
  onTestFinished(() => connection.close());
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  for await (const read of connectEvent(connection, "time").subscribe("sec/1", { signal: stop.signal })) {
    expect(read).toMatchObject({ topic: "sec/1", type: "time", id: "1sec" });
    return;
  }
  expect.unreachable("the stream has ended without an event");
});
