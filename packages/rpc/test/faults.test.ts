import { once } from "node:events";
import { link, rename, writeFile } from "node:fs/promises";
import { connectInstance } from "@infrakit/rpc";
import { type LocalErrorCode, outcomeOf } from "@infrakit/spi";
import { expect, test } from "vitest";
import { fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";
import { httpAnswer, misbehave, type Misbehaviour } from "./raw-server.ts";

interface Fault {
  readonly name: string;
  readonly how: Misbehaviour;
  readonly code: LocalErrorCode;
  readonly why: string;
}

const okay = '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":1}';

test.for<Fault>([
  {
    name: "hangs up at once",
    how: (socket) => socket.destroy(),
    code: "connection_lost",
    why: "the plugin hung up before it had answered",
  },
  {
    name: "dies in the middle of its answer",
    how: (socket) => socket.end(httpAnswer(okay).slice(0, -20)),
    code: "connection_lost",
    why: "the plugin hung up before it had answered (other side closed)",
  },
  {
    name: "dies in the middle of its headers",
    how: (socket) => socket.end("HTTP/1.1 200"),
    code: "connection_lost",
    why: "the plugin hung up before it had answered (other side closed)",
  },
  {
    name: "answers nothing",
    how: (socket) => socket.write(httpAnswer("")),
    code: "bad_answer",
    why: "the answer is empty",
  },
  {
    name: "answers no JSON",
    how: (socket) => socket.write(httpAnswer("404 page not found\n", "404 Not Found")),
    code: "bad_answer",
    why: 'the answer is not JSON-RPC: "404 page not found"',
  },
  {
    name: "answers a result of null",
    how: (socket) => socket.write(httpAnswer('{"jsonrpc":"2.0","result":null,"id":1}')),
    code: "bad_answer",
    why: "result is null",
  },
  {
    name: "answers no HTTP",
    how: (socket) => socket.write("hello\r\n\r\n"),
    code: "bad_answer",
    why: "the answer is not HTTP",
  },
  {
    name: "answers without end",
    how: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
      const flood = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", flood);
      flood();
    },
    code: "answer_too_large",
    why: "the answer is over 33554432 bytes",
  },
])("a call fails with $code when the plugin $name", async ({ how, code, why }) => {
  const { path } = await misbehave(how);
  const call = connectInstance(connectForTest(path), "fake").validate(null);
  const error: unknown = await call.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, message: expect.stringContaining(why) as string });
  expect(error).toMatchObject({
    message: expect.stringContaining(`Cannot call "Instance.Validate" at "${path}": `) as string,
  });
  expect(outcomeOf(error)).toBe("unknown");
});

test.for<readonly [name: string, body: string]>([
  ["another id", '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":"other"}'],
  ["no id and no version", '{"result":{"Type":"","OK":true}}'],
  ["an HTTP status of 500", okay],
])("a call succeeds when the answer has %s", async ([name, body]) => {
  const head = name.includes("500") ? "500 Internal Server Error" : "200 OK";
  const { path } = await misbehave((socket) => socket.write(httpAnswer(body, head)));
  await connectInstance(connectForTest(path), "fake").validate(null);
});

test("a call fails with deadline_exceeded when no answer comes, and lets go of its connection", async () => {
  const hung: Promise<unknown>[] = [];
  const { path } = await misbehave((socket) => hung.push(once(socket, "close")));
  const call = connectInstance(connectForTest(path, 100), "fake").validate(null);
  await expect(call).rejects.toThrow(
    expect.objectContaining({
      code: "deadline_exceeded",
      message: `Cannot call "Instance.Validate" at "${path}": no answer within 100ms`,
    }),
  );
  expect(hung).toHaveLength(1);
  await hung[0];
});

test.for<readonly [name: string, how: Misbehaviour, why: RegExp]>([
  ["hangs up", (socket) => socket.destroy(), /: the plugin hung up before it had answered \(.+\)/],
  ["does not answer", () => undefined, /: no answer within 100ms/],
])(
  "a call that changes something says that it may have been done when the plugin %s",
  async ([, how, why]) => {
    const { path } = await misbehave(how);
    const instance = connectInstance(connectForTest(path, 100), "fake");
    const failed = instance.destroy("i-1", "terminate");
    await expect(failed).rejects.toThrow(new RegExp(`${why.source}; it may have been done all the same$`));
  },
);

test("a call fails with aborted when its caller gives up, and others go on", async () => {
  const seen: string[] = [];
  const { path } = await misbehave((socket) => {
    seen.push("call");
    if (seen.length > 1) socket.write(httpAnswer(okay));
  });
  const instance = connectInstance(connectForTest(path), "fake");
  const caller = new AbortController();
  const call = instance.validate(null, { signal: caller.signal });
  await expect.poll(() => seen).toHaveLength(1);
  caller.abort();
  await expect(call).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  await instance.validate(null);
});

test.for<readonly [name: string, make: (path: string) => Promise<unknown>, why: string]>([
  ["nothing is there", async () => undefined, "is the plugin running?"],
  ["its file is no socket", (path) => writeFile(path, ""), "is the plugin running?"],
  [
    "its process was killed",
    async (path) => {
      const { crash } = await misbehave(() => undefined, `${path}.private`);
      await link(`${path}.private`, path);
      await crash();
    },
    "nobody listens there",
  ],
])("a call fails with plugin_unreachable, not made, when %s", async ([, make, why]) => {
  const path = await socketPlace();
  await make(path);
  const error: unknown = await connectInstance(connectForTest(path), "fake")
    .validate(null)
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: "plugin_unreachable",
    message: expect.stringContaining(why) as string,
  });
  expect(outcomeOf(error)).toBe("refused");
});

test("a call finds the successor when its plugin was killed and started again", async () => {
  const first = await misbehave((socket) => socket.write(httpAnswer(okay)));
  const instance = connectInstance(connectForTest(first.path), "fake");
  await instance.validate(null);
  await first.crash();
  await expect(instance.validate(null)).rejects.toThrow(
    expect.objectContaining({ code: "plugin_unreachable" }),
  );
  await serveForTest({ instance: fakeInstance() }, first.path);
  expect(await instance.describeInstances({ tags: {}, properties: false })).toHaveLength(2);
});

test("a call finds the successor when another socket was put over a living one", async () => {
  const calls: string[] = [];
  const first = await misbehave((socket) => {
    calls.push("first");
    socket.write(httpAnswer(okay));
  });
  const instance = connectInstance(connectForTest(first.path), "fake");
  await instance.validate(null);
  const second = await misbehave((socket) => {
    calls.push("second");
    socket.write(httpAnswer(okay));
  });
  await rename(second.path, first.path);
  await instance.validate(null);
  expect(calls).toEqual(["first", "second"]);
});

test("a call reads the .listen file again when it was rewritten", async () => {
  const file = await socketPlace("fake.listen");
  const connection = connectForTest(file);
  const instance = connectInstance(connection, "fake");
  await expect(instance.validate(null)).rejects.toThrow(
    expect.objectContaining({ code: "plugin_unreachable" }),
  );
  await writeFile(file, "nonsense://x");
  await expect(instance.validate(null)).rejects.toThrow("invalid address nonsense://x");
  const path = await serveForTest({ instance: fakeInstance() });
  await writeFile(file, `unix://${path}\n`);
  await expect.poll(() => instance.validate(null).then(() => "done", String)).toBe("done");
});

test("5,000 calls at once share the connections that there may be", async () => {
  const { path, connections } = await misbehave((socket) => socket.write(httpAnswer(okay)));
  const instance = connectInstance(connectForTest(path), "fake");
  await Promise.all(Array.from({ length: 5000 }, () => instance.validate(null)));
  expect(connections()).toBeLessThanOrEqual(64);
});

test("calls that wait for a connection are given up at their deadline without being sent", async () => {
  let calls = 0;
  const { path } = await misbehave(() => calls++);
  const instance = connectInstance(connectForTest(path, 200), "fake");
  const all = await Promise.allSettled(Array.from({ length: 200 }, () => instance.validate(null)));
  expect(new Set(all.map((each) => each.status))).toEqual(new Set(["rejected"]));
  expect(calls).toBe(64);
});

test("close() ends the calls under way", async () => {
  const { path } = await misbehave(() => undefined);
  const connection = connectForTest(path);
  const call = connectInstance(connection, "fake").validate(null);
  const failed = expect(call).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  await connection.interfaces();
  await connection.close();
  await failed;
});
