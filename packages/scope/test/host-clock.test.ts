import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../src/host/clock.ts";
import { temporaryDirectory } from "./live-host.ts";

/** Keeps everything else in this process from happening. */
function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

test("callAfter() calls behind what had come over a socket when the process was held up", async () => {
  const path = join(temporaryDirectory(), "s.sock");
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  const client = connect(path);
  onTestFinished(() => void client.destroy());
  const [connection] = (await once(server, "connection")) as [Socket];
  await once(client, "connect");
  const log: string[] = [];
  const heard = once(
    client.on("data", () => log.push("data")),
    "data",
  );
  const called = new Promise<void>((resolve) => {
    systemClock.callAfter(10, () => {
      log.push("call");
      resolve();
    });
  });
  connection.end("x");
  block(50);
  await Promise.all([heard, called]);
  expect(log).toEqual(["data", "call"]);
});

test("cancel() keeps the call from coming, also when its time has come", async () => {
  const log: string[] = [];
  const first = systemClock.callAfter(1, () => log.push("first"));
  // In the turn in which the first one is due.
  setTimeout(() => first.cancel(), 1);
  block(5);
  await new Promise<void>((resolve) => void systemClock.callAfter(20, resolve));
  expect(log).toEqual([]);
});
