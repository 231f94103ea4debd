import { fork } from "node:child_process";
import { once } from "node:events";
import { rename } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { connectGroup, connectInstance } from "@infrakit/rpc";
import { type InstancePlugin, type LocalErrorCode, outcomeOf } from "@infrakit/spi";
import { expect, onTestFinished, test } from "vitest";
import { fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";
import { httpAnswer, misbehave, type Misbehaviour } from "./raw-server.ts";

const okay = '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":1}';
const caught = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
const within = (message: string): unknown => expect.stringContaining(message);

interface Fault {
  readonly name: string;
  readonly how: Misbehaviour;
  readonly code: LocalErrorCode;
  readonly why: string;
}

test.for<Fault>([
  {
    name: "sends headers without end",
    how: (socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write(`X-Flood: ${"y".repeat(1000)}\r\n`));
      };
      socket.write("HTTP/1.1 200 OK\r\n");
      socket.on("drain", flood);
      flood();
    },
    code: "bad_answer",
    why: "the answer is not HTTP: Headers Overflow Error",
  },
  {
    name: "sends a million headers of nothing",
    how: (socket) => socket.write(`HTTP/1.1 200 OK\r\n${"a:\r\n".repeat(1_000_000)}\r\n`),
    code: "bad_answer",
    why: "the answer is not HTTP: Headers Overflow Error",
  },
  {
    name: "says that its answer is shorter than it is",
    how: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${okay}`),
    code: "bad_answer",
    why: "the answer is not JSON-RPC",
  },
  {
    name: "says that its answer is longer than it is and hangs up",
    how: (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n${okay}`),
    code: "connection_lost",
    why: "the plugin hung up before it had answered",
  },
  {
    name: "answers with two lengths",
    how: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n${okay}`),
    code: "bad_answer",
    why: "the answer is not HTTP",
  },
  {
    name: "sends a chunk whose size is no number",
    how: (socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    code: "bad_answer",
    why: "the answer is not HTTP",
  },
  {
    name: "encodes its answer with gzip",
    how: (socket) => {
      const body = gzipSync(okay);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    },
    code: "bad_answer",
    why: 'the answer is encoded ("gzip"), which nobody asked for',
  },
  {
    name: "sends calls on to another address",
    how: (socket) => socket.write(httpAnswer("", "301 Moved Permanently\r\nLocation: http://other/")),
    code: "bad_answer",
    why: 'calls are sent on to "http://other/"; use that address',
  },
  {
    name: "answers a list",
    how: (socket) => socket.write(httpAnswer(`[${okay}]`)),
    code: "bad_answer",
    why: "the answer is not JSON-RPC",
  },
  {
    name: "answers JSON that is cut off",
    how: (socket) => socket.write(httpAnswer(okay.slice(0, -4))),
    code: "bad_answer",
    why: "the answer is not JSON-RPC",
  },
  {
    name: "answers neither result nor error",
    how: (socket) => socket.write(httpAnswer('{"jsonrpc":"2.0","id":1}')),
    code: "bad_answer",
    why: "result is null",
  },
  {
    name: "answers a result of the wrong type",
    how: (socket) => socket.write(httpAnswer(okay.replace("true", '"yes"'))),
    code: "bad_answer",
    why: "OK: expected a boolean, found a string",
  },
])("a call fails with $code when the plugin $name", async ({ how, code, why }) => {
  const { path } = await misbehave(how);
  const error = await caught(connectInstance(connectForTest(path), "fake").validate(null));
  expect(error).toMatchObject({ code, message: within(why) });
  expect(outcomeOf(error)).toBe("unknown");
});

test.for<readonly [name: string, error: string, expected: object]>([
  ["a string", '"boom"', { code: -32000, message: '"boom"' }],
  ["a number", "7", { code: -32000, message: "7" }],
  ["a list", '["a"]', { code: -32000, message: '["a"]' }],
  ["an object without message", "{}", { code: -32000, message: "" }],
  ["an object of wrong types", '{"code":"x","message":7}', { code: -32000, message: "" }],
])("a call fails with what the plugin said when its error is %s", async ([, error, expected]) => {
  const answer = `{"jsonrpc":"2.0","result":{"OK":true},"error":${error},"id":1}`;
  const { path } = await misbehave((socket) => socket.write(httpAnswer(answer)));
  const call = connectInstance(connectForTest(path), "fake").validate(null);
  expect(await caught(call)).toMatchObject({ name: "PluginError", ...expected });
});

/** A server that answers the handshake with a result of the test's choice, and nothing else. */
async function greetWith(result: string): Promise<string> {
  const path = await socketPlace();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => socket.write(httpAnswer(`{"jsonrpc":"2.0","result":${result},"id":1}`)));
  }).listen(path);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return path;
}

test.for<readonly [name: string, result: string, code: LocalErrorCode, why: string]>([
  ["lists nothing", "{}", "interface_mismatch", "Plugin does not support interface Instance/0.6.1"],
  [
    "lists null",
    '{"Objects":null}',
    "interface_mismatch",
    "Plugin does not support interface Instance/0.6.1",
  ],
  ["lists a string", '{"Objects":"all"}', "bad_answer", "Objects: expected an object, found a string"],
  ["lists an array", '{"Objects":["Instance/0.6.1"]}', "bad_answer", "expected an object, found an array"],
  [
    "has an object for a list",
    '{"Objects":{"Instance/0.6.1":{"Name":"."}}}',
    "bad_answer",
    "expected a list",
  ],
  [
    "has names that are numbers",
    '{"Objects":{"Instance/0.6.1":[{"Name":1}]}}',
    "bad_answer",
    "expected a string",
  ],
  ["has no version", '{"Objects":{"Instance":[]}}', "interface_mismatch", "upgrade"],
  ["has a version of words", '{"Objects":{"Instance/newest":[]}}', "interface_mismatch", "upgrade"],
  [
    "is called __proto__",
    '{"Objects":{"__proto__":[{"Name":"."}]}}',
    "interface_mismatch",
    "does not support",
  ],
])("a call fails with $2 when the handshake of the plugin %s", async ([, result, code, why]) => {
  const path = await greetWith(result);
  const error = await caught(connectInstance(connectForTest(path), "fake").validate(null));
  expect(error).toMatchObject({ code, message: within(why) });
});

test("a call succeeds when the handshake has null for the list of objects", async () => {
  const path = await greetWith('{"Objects":{"Instance/0.6.1":null},"OK":true}');
  await connectInstance(connectForTest(path), "fake").validate(null);
});

test("a call fails with what the plugin said when its handshake claims an interface that it has not", async () => {
  const { path } = await misbehave((socket) =>
    socket.write(
      httpAnswer(
        `{"jsonrpc":"2.0","error":{"code":-32000,"message":"rpc: can't find service \\"Instance.Validate\\""},"id":1}`,
      ),
    ),
  );
  const connection = connectForTest(path);
  const error = await caught(connectInstance(connection, "fake").validate(null));
  expect(error).toMatchObject({
    name: "PluginError",
    message: `rpc: can't find service "Instance.Validate"`,
  });
  expect(await caught(connectGroup(connection, "fake").inspectGroups())).toMatchObject({
    code: "interface_mismatch",
  });
});

test("a call fails in bounded memory when the plugin answers 1 GB in one piece or byte by byte", async () => {
  const flood = fork(new URL("flood-server.js", import.meta.url), [await socketPlace()]);
  onTestFinished(() => void flood.kill());
  const [path] = (await once(flood, "message")) as [string];
  const instance = connectInstance(connectForTest(path), "fake");
  const before = process.memoryUsage().rss;
  for (const how of ["large", "tiny"]) {
    const error = await caught(instance.label(how, {}));
    expect(error).toMatchObject({ code: "answer_too_large", message: within("over 33554432 bytes") });
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  }
});

test("an answer that comes after its deadline is not taken for the answer to the next call", async () => {
  const sockets: Socket[] = [];
  const { path } = await misbehave((socket) => {
    if (sockets.push(socket) > 1) socket.write(httpAnswer('{"result":{"ID":"second"}}'));
  });
  const instance = connectInstance(connectForTest(path, 200), "fake");
  expect(await caught(instance.validate(null))).toMatchObject({ code: "deadline_exceeded" });
  sockets[0]?.write(httpAnswer('{"result":{"ID":"first"}}'));
  const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
  expect(await instance.provision(spec)).toBe("second");
});

test("a call is not sent when its caller has given up before", async () => {
  let calls = 0;
  const { path } = await misbehave(() => calls++);
  const instance = connectInstance(connectForTest(path), "fake");
  const signal = AbortSignal.abort("enough");
  expect(await caught(instance.validate(null, { signal }))).toMatchObject({
    code: "aborted",
    cause: "enough",
  });
  expect(calls).toBe(0);
});

test("200 calls in a row each reach the plugin once when it closes its connection after every answer", async () => {
  let calls = 0;
  const { path } = await misbehave((socket) => {
    calls++;
    socket.end(httpAnswer(okay));
  });
  const instance = connectInstance(connectForTest(path), "fake");
  for (let call = 0; call < 200; call++) await instance.validate(null);
  expect(calls).toBe(200);
});

test("a call goes on over a new connection when the plugin has closed the kept one and nobody has looked since", async () => {
  const kept = new Set<Socket>();
  let calls = 0;
  const { path } = await misbehave((socket) => {
    kept.add(socket);
    calls++;
    socket.write(httpAnswer(okay));
  });
  const instance = connectInstance(connectForTest(path), "fake");
  await instance.validate(null);
  // In this process: the other end learns of it when it looks next, which is after it has written.
  for (const socket of kept) socket.destroy();
  await instance.validate(null);
  await Promise.all(Array.from({ length: 64 }, () => instance.validate(null)));
  for (const socket of kept) socket.destroy();
  await Promise.all(Array.from({ length: 64 }, () => instance.validate(null)));
  expect(calls).toBe(130);
});

test("a call is sent once only when the plugin hangs up after it has read it", async () => {
  let calls = 0;
  const { path } = await misbehave((socket) => {
    if (++calls > 1) socket.destroy();
    else socket.write(httpAnswer(okay));
  });
  const instance = connectInstance(connectForTest(path), "fake");
  await instance.validate(null);
  expect(await caught(instance.validate(null))).toMatchObject({ code: "connection_lost" });
  expect(calls).toBe(2);
});

test("calls that wait for a connection are sent to the successor when the socket is replaced", async () => {
  let stuck = 0;
  const first = await misbehave(() => stuck++);
  const instance: InstancePlugin = connectInstance(connectForTest(first.path), "fake");
  const calls = Array.from({ length: 100 }, () => caught(instance.validate(null)));
  await expect.poll(() => stuck).toBe(64);
  const second = await serveForTest({ instance: fakeInstance() });
  await rename(second, first.path);
  expect(await instance.describeInstances({ tags: {}, properties: false })).toHaveLength(2);
  expect(await Promise.all(calls.slice(64))).toEqual(Array(36).fill(undefined));
  await first.crash();
  const codes = (await Promise.all(calls.slice(0, 64))).map((error) => (error as { code: string }).code);
  expect(new Set(codes)).toEqual(new Set(["connection_lost"]));
});
