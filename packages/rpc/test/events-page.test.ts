import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEvents } from "./event-stream.ts";
import { FakeEvents, fakeEvent } from "./fake-event.ts";
import { serveForTest } from "./place.ts";

test("docs/reference/events.md quotes an event as it is sent", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/reference/events.md"), "utf8");
  const events = new FakeEvents();
  const response = await openEvents(await serveForTest({ event: { streams: events } }), "/streams/sec/");
  events.publish(fakeEvent("sec/1"));
  const [sent] = (await once(response, "data")) as [Buffer];
  expect(/^data: .*$/m.exec(page)?.[0]).toBe(String(sent).trimEnd());
});
