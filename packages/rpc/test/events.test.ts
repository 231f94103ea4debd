import { EventEmitter, once } from "node:events";
import { connectInMemory, connectInstance, createHandler, servePlugin } from "@infrakit/rpc";
import type { InstanceChange } from "@infrakit/spi";
import { expect, test } from "vitest";
import { openEvents } from "./event-stream.ts";
import { fakeChangingInstance, fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";

/** An instance plugin that gives hints when told to, and tells when it is listened to. */
class Hinter {
  readonly events: EventEmitter = new EventEmitter();
  listeners = 0;
  readonly plugin = fakeChangingInstance(this.#changes.bind(this));

  hint(change: InstanceChange): void {
    this.events.emit("hint", change);
  }

  async *#changes({ signal }: { signal: AbortSignal } = { signal: new AbortController().signal }) {
    const queue: InstanceChange[] = [];
    const take = (change: InstanceChange): void => {
      queue.push(change);
      this.events.emit("taken");
    };
    this.events.on("hint", take);
    this.listeners++;
    try {
      while (!signal.aborted) {
        const next = queue.shift();
        if (next !== undefined) yield next;
        else await once(this.events, "taken", { signal });
      }
    } catch {
      // The signal was aborted, which ends the hints.
    } finally {
      this.listeners--;
      this.events.off("hint", take);
    }
  }
}

test("/events sends its headers before there is an event [differs.events.headers-at-once]", async () => {
  const hinter = new Hinter();
  const path = await serveForTest({ instance: hinter.plugin });
  const { statusCode, headers } = await openEvents(path, "/instances/");
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    connection: "keep-alive",
    "access-control-allow-origin": "*",
  });
});

test("/events sends what is wanted and notices when its client leaves", async () => {
  const [compute, disk] = [new Hinter(), new Hinter()];
  const path = await serveForTest({ instance: { compute: compute.plugin, disk: disk.plugin } });
  const response = await openEvents(path, "/instances/compute/");
  await expect.poll(() => [compute.listeners, disk.listeners]).toEqual([1, 0]);
  compute.hint({ id: "i" });
  const [chunk] = (await once(response, "data")) as [Buffer];
  expect(String(chunk)).toMatch(
    /^data: \{"Topic": "instances\/compute\/i","Type": "instance","ID": "i","Message": "","Timestamp": "[^"]+","Received": "0001-01-01T00:00:00Z","Data": "i"\}\n\n$/,
  );
  response.destroy();
  await expect.poll(() => compute.listeners).toBe(0);
});

test("Handshake.Hello lists Event when a hosted instance plugin gives hints, and only then", async () => {
  const eventsOf = async (instance: object): Promise<object | undefined> => {
    const connection = connectInMemory(createHandler({ instance } as never));
    return (await connection.interfaces()).find(({ name }) => name === "Event");
  };
  expect(await eventsOf(new Hinter().plugin)).toEqual({ name: "Event", version: "0.1.1", objects: ["."] });
  expect(await eventsOf(fakeInstance())).toBeUndefined();
});

test.for<readonly [way: string]>([["through a socket"], ["in memory"]])(
  "changes() gives the hints of the plugin %s until it is aborted",
  async ([way]) => {
    const hinter = new Hinter();
    const objects = { instance: { compute: hinter.plugin } };
    const connection =
      way === "in memory"
        ? connectInMemory(createHandler(objects))
        : connectForTest(await serveForTest(objects));
    const instance = connectInstance(connection, "fake/compute");
    const listener = new AbortController();
    const hints = instance.changes?.({ signal: listener.signal })[Symbol.asyncIterator]();
    const first = hints?.next();
    await expect.poll(() => hinter.listeners).toBe(1);
    hinter.hint({ id: "a" });
    expect(await first).toEqual({ value: { id: "a" }, done: false });
    hinter.hint({});
    expect(await hints?.next()).toEqual({ value: {}, done: false });
    const last = hints?.next();
    listener.abort();
    expect(await last).toEqual({ value: undefined, done: true });
    await expect.poll(() => hinter.listeners).toBe(0);
  },
);

test("changes() hints that a plugin has ended, and goes on, with a hint for what was missed, when it was started again", async () => {
  const path = await socketPlace();
  const hinter = new Hinter();
  const first = await servePlugin({ instance: hinter.plugin }, { path });
  const listener = new AbortController();
  const instance = connectInstance(connectForTest(path), "fake");
  const hints = instance.changes?.({ signal: listener.signal })[Symbol.asyncIterator]();
  const missed = hints?.next();
  await expect.poll(() => hinter.listeners).toBe(1);
  await first.close();
  await expect.poll(() => hinter.listeners).toBe(0);
  // That nobody hints any more is one itself.
  expect(await missed).toEqual({ value: {}, done: false });
  const again = hints?.next();
  await serveForTest({ instance: hinter.plugin }, path);
  expect(await again).toEqual({ value: {}, done: false });
  const next = hints?.next();
  await expect.poll(() => hinter.listeners).toBe(1);
  hinter.hint({ id: "b" });
  expect(await next).toEqual({ value: { id: "b" }, done: false });
  listener.abort();
});
