import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createHandler, type PluginObjects } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../src/http-server.ts";
import { type ServerLimits, serverLimits } from "../src/server-limits.ts";
import { fakeInstance } from "./fakes.ts";
import { serveForTest, socketPlace } from "./place.ts";
import { listen, openRaw, post, type RawAnswer, sendRaw } from "./raw-client.ts";

const body = '{"jsonrpc":"2.0","method":"Instance.Validate","params":{},"id":1}';
const okay = '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":1}\n';
const smuggled = post(body.replace("Validate", "Label")).toString();

const outline = ({ status, body: text }: RawAnswer): readonly [number, string] => [status, text];
const head = (lines: string): string => `POST / HTTP/1.1\r\n${lines}\r\n\r\n`;

/** A server with limits of its own, until the test ends. */
async function serveWithin(limits: Partial<ServerLimits>, objects?: PluginObjects): Promise<string> {
  const path = await socketPlace();
  const handler = createHandler(objects ?? { instance: fakeInstance() });
  const server = createHttpServer(handler, new AbortController().signal, { ...serverLimits, ...limits });
  server.listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

test("servePlugin() answers a client that sends no more when the call takes its time", async () => {
  const path = await serveForTest({
    instance: { ...fakeInstance(), validate: () => new Promise((done) => void setImmediate(done)) },
  });
  const { answers } = await sendRaw(path, Buffer.concat([post(body), post(body), post(body)]));
  expect(answers.map(outline)).toEqual([
    [200, okay],
    [200, okay],
    [200, okay],
  ]);
});

test("servePlugin() ends an event stream when its reader sends no more", async () => {
  const path = await serveForTest({ instance: fakeInstance() });
  const heard = await sendRaw(path, "GET /events?topic=/x/ HTTP/1.1\r\nHost: h\r\n\r\n");
  expect(heard.rest).toContain("text/event-stream");
});

test.for<readonly [name: string, sent: string]>([
  ["nothing", ""],
  ["the beginning of its headers", "POST / HTTP/1.1\r\nHost: h\r\nX-Slow: "],
  ["the beginning of its body", head("Host: h\r\nContent-Length: 100") + body],
  ["a chunk and no other", `${head("Host: h\r\nTransfer-Encoding: chunked")}1\r\n{\r\n`],
  ["a call and the beginning of another", `${post(body).toString()}POST / HT`],
])("a connection is closed past the time limit when its client sends %s", async ([, sent]) => {
  const path = await serveWithin({ headersTimeoutMs: 20, requestTimeoutMs: 30, checkGapMs: 5 });
  const socket = await openRaw(path);
  const heard = listen(socket);
  socket.write(sent);
  const statuses = (await heard).answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200)).toEqual([408]);
  expect((await sendRaw(path, post(body))).answers.map(outline)).toEqual([[200, okay]]);
});

/** A client that still writes learns of the end by an answer, or by a write that fails. */
const isCut = (end: unknown): boolean => [408, 413, "EPIPE", "ECONNRESET"].includes(end as never);

test("a connection is closed past the time limit when its client drips a byte now and then", async () => {
  const path = await serveWithin({ headersTimeoutMs: 20, requestTimeoutMs: 30, checkGapMs: 5 });
  const socket = await openRaw(path);
  const heard = listen(socket);
  socket.write("POST / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
  const drip = setInterval(() => socket.write("x"), 2);
  const { answers, error } = await heard;
  clearInterval(drip);
  // The connection may be closed under a drop that is not read any more; then the system forgets the answer.
  expect(answers.length === 0 ? error : answers[0]?.status).toSatisfy(isCut);
});

const large = 8_000_000;

/** An instance plugin whose answer fills every buffer between the two ends. */
const talkative = {
  instance: { ...fakeInstance(), provision: () => Promise.resolve("x".repeat(large)) },
};
const provision = post(body.replace("Validate", "Provision"));

test("a connection is closed past the time limit when its client does not read its answer", async () => {
  const path = await serveWithin({ answerTimeoutMs: 30 }, talkative);
  const socket = (await openRaw(path)).pause();
  socket.write(provision);
  // Nobody reads, so that the end shows only in a write that fails.
  const failed = once(socket, "error") as Promise<[NodeJS.ErrnoException]>;
  const knock = setInterval(() => socket.write("x"), 5);
  expect((await failed)[0].code).toBe("EPIPE");
  clearInterval(knock);
});

test("a client that reads its answer slowly gets all of it", async () => {
  const path = await serveWithin({}, talkative);
  const socket = (await openRaw(path)).pause();
  socket.end(provision);
  await expect.poll(() => socket.readableLength > 0 || socket.read(0) === null).toBe(true);
  const { answers } = await listen(socket.resume());
  expect(answers.map(({ body: text }) => text.length)).toEqual([
    large + okay.length - '"OK":true'.length + '"ID":""'.length,
  ]);
});

test("calls that wait behind a slow one are not cut when they take longer than an answer may", async () => {
  let release: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (release = resolve));
  const calls: string[] = [];
  const instance = {
    ...fakeInstance(),
    validate: () => first,
    label: async () => void calls.push("label"),
  };
  const path = await serveWithin({ answerTimeoutMs: 1 }, { instance });
  const heard = sendRaw(path, Buffer.concat([post(body), Buffer.from(smuggled)]));
  await expect.poll(() => calls).toEqual(["label"]);
  const start = performance.now();
  await expect.poll(() => performance.now() - start).toBeGreaterThan(5);
  release();
  expect((await heard).answers.map(({ status }) => status)).toEqual([200, 200]);
});

const hundredMegabytes = 100 * 1024 * 1024;
const block = Buffer.alloc(1024 * 1024, " ");

/** Writes as fast as the server reads, until that hangs up or all is sent. Gives the number of blocks. */
async function flood(
  socket: Socket,
  blocks: number,
  wrap = (chunk: Buffer): Buffer => chunk,
): Promise<number> {
  const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  let sent = 0;
  for (; sent < blocks && !socket.destroyed; sent++) {
    const written = new Promise<void>((resolve) => void socket.write(wrap(block), () => resolve()));
    await Promise.race([written, closed]);
  }
  return sent;
}

const chunkOf = (chunk: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);

test.for<readonly [name: string, header: string, wrap: (chunk: Buffer) => Buffer]>([
  ["with a length", `Content-Length: ${hundredMegabytes}`, (chunk) => chunk],
  ["in chunks without", "Transfer-Encoding: chunked", chunkOf],
])(
  "servePlugin() answers 413, reads no more than its limit, and goes on when it is sent 100 MB %s [differs.body-limit]",
  async ([, header, wrap]) => {
    const path = await serveForTest({ instance: fakeInstance() });
    const socket = await openRaw(path);
    const heard = listen(socket);
    socket.write(head(`Host: h\r\n${header}`));
    expect(await flood(socket, 100, wrap)).toBeLessThan(40);
    const { answers, error } = await heard;
    expect(answers.map(outline)).toEqual([[413, "Cannot read the request: it is over 33554432 bytes"]]);
    expect([undefined, "EPIPE", "ECONNRESET"]).toContain(error);
    expect((await sendRaw(path, post(body))).answers.map(outline)).toEqual([[200, okay]]);
  },
);

test("servePlugin() answers 413 when all requests together are over their limit, and has room again after", async () => {
  const path = await serveWithin({ maxHeldBytes: 3_000_000 });
  const holders = await Promise.all([openRaw(path), openRaw(path)]);
  const heard = holders.map((socket) => listen(socket));
  for (const socket of holders) {
    socket.write(head(`Host: h\r\nContent-Length: 10000000`));
    await flood(socket, 2);
  }
  const { answers, error } = await Promise.race(heard);
  expect(answers[0]?.body ?? error).toSatisfy(
    (end: string) => isCut(end) || end.includes("over 3000000 bytes"),
  );
  for (const socket of holders) socket.destroy();
  const again = post(body + " ".repeat(1_500_000));
  await expect
    .poll(async () => (await sendRaw(path, again)).answers.map(({ status }) => status))
    .toEqual([200]);
});

async function open(path: string): Promise<Socket> {
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket.on("error", () => undefined).resume();
}

test("servePlugin() serves as many connections as it may, refuses the others and goes on when there are 2,000", async () => {
  const path = await serveForTest({ instance: fakeInstance() });
  const sockets: Socket[] = [];
  // One behind the other: the system keeps a few hundred at most that nobody has accepted yet.
  while (sockets.length < 2000) sockets.push(await open(path));
  const served = (): readonly Socket[] => sockets.filter((socket) => !socket.destroyed);
  await expect.poll(() => served().length).toBe(serverLimits.maxServerConnections);
  const [first] = served();
  if (first === undefined) throw new Error("nobody was served");
  first.write(post(body));
  const [answer] = (await once(first, "data")) as [Buffer];
  expect(answer.toString()).toContain(okay);
  for (const socket of sockets) socket.destroy();
  await expect
    .poll(async () => (await sendRaw(path, post(body))).answers.map(outline))
    .toEqual([[200, okay]]);
});
