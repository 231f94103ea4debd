import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, expect } from "vitest";
import { call } from "./http-call.ts";
import { test } from "./served-host.ts";

/** The events of a stream, one a call. */
async function openEvents(
  path: string,
): Promise<{ response: IncomingMessage; next: () => Promise<string>; close: () => void }> {
  const sent = request({ socketPath: path, path: "/api/events", agent: false }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks = response.setEncoding("utf8")[Symbol.asyncIterator]() as AsyncIterator<string>;
  let text = "";
  const next = async (): Promise<string> => {
    while (!text.includes("\n\n")) {
      const { value, done } = await chunks.next();
      if (done === true) return "end";
      text += value;
    }
    const end = text.indexOf("\n\n") + 2;
    const event = text.slice(0, end);
    text = text.slice(end);
    return event;
  };
  return { response, next, close: () => sent.destroy() };
}

const event = (kind: string): string => `event: ${kind}\ndata: {}\n\n`;

describe("serveScopeHost() asked for events", () => {
  test("answers at once with everything that there is to look at when a reader comes", async ({ world }) => {
    await world.serve();
    const events = await openEvents(world.path);
    expect(events.response.headers["content-type"]).toBe("text/event-stream");
    expect([await events.next(), await events.next()]).toEqual([event("plugins"), event("report")]);
    events.close();
  });

  test("tells every reader of a change, once for changes close together", async ({ world }) => {
    await world.serve({ limits: { eventGapMs: 20 } });
    const readers = await Promise.all([openEvents(world.path), openEvents(world.path)]);
    for (const { next } of readers) expect([await next(), await next()]).toHaveLength(2);
    for (let change = 0; change < 50; change++) world.host.tell({ kind: "report" });
    for (const { next } of readers) expect(await next()).toBe(event("report"));
    world.host.tell({ kind: "plugins" });
    for (const { next } of readers) expect(await next()).toBe(event("plugins"));
    for (const { close } of readers) close();
  });

  test("tells of a shortcut at once when other changes wait", async ({ world }) => {
    await world.serve({ limits: { eventGapMs: 3_600_000 } });
    const { next, close } = await openEvents(world.path);
    expect([await next(), await next()]).toHaveLength(2);
    world.host.tell({ kind: "report" });
    world.host.tell({ kind: "shortcut" });
    expect([await next(), await next()]).toEqual([event("report"), event("shortcut")]);
    close();
  });

  test("says that it is alive when nothing happens", async ({ world }) => {
    await world.serve({ limits: { heartbeatMs: 5 } });
    const { next, close } = await openEvents(world.path);
    expect([await next(), await next(), await next()][2]).toBe(":\n\n");
    close();
  });

  test("refuses a reader too many until another has gone", async ({ world }) => {
    await world.serve({ limits: { maxEventReaders: 1 } });
    const { close } = await openEvents(world.path);
    expect((await call(world.path, "/api/events")).status).toBe(503);
    close();
    await expect.poll(async () => (await openEvents(world.path)).response.statusCode).toBe(200);
  });

  test("drops a reader that does not read", async ({ world }) => {
    await world.serve({ limits: { answerTimeoutMs: 20, maxEventReaders: 1 } });
    const socket = connect(world.path);
    socket.write("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "readable");
    const closed = once(socket, "close");
    const flood = setInterval(() => {
      for (let change = 0; change < 5000; change++) world.host.tell({ kind: "shortcut" });
    }, 1);
    await expect.poll(async () => (await openEvents(world.path)).response.statusCode).toBe(200);
    clearInterval(flood);
    socket.resume();
    await closed;
  });

  test("ends the stream when the server closes", async ({ world }) => {
    const server = await world.serve();
    const { next } = await openEvents(world.path);
    expect([await next(), await next()]).toHaveLength(2);
    await server.close();
    expect(await next()).toBe("end");
    expect(world.host.readers).toBe(0);
  });
});
