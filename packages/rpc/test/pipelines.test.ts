import { once } from "node:events";
import { createHandler } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../src/http-server.ts";
import { type ServerLimits, serverLimits } from "../src/server-limits.ts";
import { fakeInstance } from "./fakes.ts";
import { socketPlace } from "./place.ts";
import { listen, openRaw, post, sendRaw } from "./raw-client.ts";

const validate = '{"jsonrpc":"2.0","method":"Instance.Validate","params":{},"id":1}';
const provision = validate.replace("Validate", "Provision");

/** A plugin that answers to provision when it is told to. */
interface Hanging {
  readonly path: string;
  /** How many calls it holds. */
  readonly held: () => number;
  readonly letGo: () => void;
}

async function serveHanging(limits: Partial<ServerLimits>): Promise<Hanging> {
  const path = await socketPlace();
  const waiting: ((id: string) => void)[] = [];
  const hanging = { ...fakeInstance(), provision: () => new Promise<string>((go) => waiting.push(go)) };
  const handler = createHandler({ instance: hanging });
  const server = createHttpServer(handler, new AbortController().signal, { ...serverLimits, ...limits });
  server.listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { path, held: () => waiting.length, letGo: () => waiting.splice(0).forEach((go) => go("i")) };
}

test("a connection is closed when its client sends more requests than may be under way", async () => {
  const { path, held } = await serveHanging({ maxPipelined: 10 });
  const { answers } = await sendRaw(path, post(provision).toString().repeat(100));
  expect(answers).toEqual([]);
  expect(held()).toBe(10);
});

test("a connection may have any number of requests when they are answered", async () => {
  const { path } = await serveHanging({ maxPipelined: 10 });
  const socket = await openRaw(path);
  const heard = listen(socket);
  for (let sent = 0; sent < 30; sent++) {
    socket.write(post(validate));
    await once(socket, "data");
  }
  socket.end();
  expect((await heard).answers.length).toBe(30);
});

test("a large request counts as long as it is worked on when its client has left", async () => {
  const { path, held, letGo } = await serveHanging({ maxHeldBytes: 1_000_000 });
  const large = (body: string): Uint8Array => post(body + " ".repeat(700_000));
  const leaver = await openRaw(path);
  leaver.write(large(provision));
  await expect.poll(held).toBe(1);
  leaver.destroy();
  const status = async (): Promise<number | undefined> =>
    (await sendRaw(path, large(validate))).answers[0]?.status;
  expect([413, undefined]).toContain(await status());
  letGo();
  await expect.poll(status).toBe(200);
});
