import { EventEmitter, once } from "node:events";
import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { servePlugin } from "@infrakit/rpc";
import { expect, test } from "vitest";
import { fakeFlavor, fakeInstance } from "./fakes.ts";
import { serveForTest, socketPlace } from "./place.ts";

const hello = '{"jsonrpc":"2.0","method":"Handshake.Hello","params":{},"id":1}';
const answer =
  '{"jsonrpc":"2.0","result":{"Objects":{"Flavor/0.1.1":[{"Name":".","ProxyFor":""}]}},"id":1}\n';
const plain = "text/plain; charset=utf-8";
const json = { "content-type": "application/json" };

interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function ask(options: RequestOptions, body = ""): Promise<Answered> {
  const asked = request({ path: "/", method: "POST", agent: false, ...options });
  asked.end(body);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

interface Row {
  readonly name: string;
  readonly options: RequestOptions;
  readonly sent?: string;
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

test.for<Row>([
  { name: "a call", options: { headers: json }, sent: hello, status: 200, body: answer },
  { name: "a call without a type", options: {}, sent: hello, status: 200, body: answer },
  {
    name: "a call with a charset in odd case",
    options: { headers: { "content-type": "Application/JSON; charset=utf-8" } },
    sent: hello,
    status: 200,
    body: answer,
  },
  { name: "a call with a query", options: { path: "/?x=1" }, sent: hello, status: 200, body: answer },
  { name: "a call by a proxy", options: { path: "http://h/" }, sent: hello, status: 200, body: answer },
  {
    name: "a notification",
    options: { headers: json },
    sent: '{"jsonrpc":"2.0","method":"Handshake.Hello"}',
    status: 200,
    body: "",
    headers: { "content-type": undefined, "content-length": "0" },
  },
  {
    name: "GET",
    options: { method: "GET" },
    status: 405,
    body: "rpc: POST method required, received GET",
  },
  {
    name: "PUT",
    options: { method: "PUT", headers: json },
    sent: "{}",
    status: 405,
    body: "rpc: POST method required, received PUT",
  },
  {
    name: "HEAD",
    options: { method: "HEAD" },
    status: 405,
    body: "",
    headers: { "content-type": plain, "content-length": "40" },
  },
  {
    name: "OPTIONS",
    options: { method: "OPTIONS" },
    status: 405,
    body: "rpc: POST method required, received OPTIONS",
  },
  {
    name: "another type",
    options: { headers: { "content-type": "text/plain; charset=utf-8" } },
    sent: "{}",
    status: 415,
    body: "rpc: unrecognized Content-Type: text/plain",
  },
  {
    name: "another path",
    options: { path: "/nope" },
    sent: "{}",
    status: 404,
    body: "404 page not found\n",
    headers: { "content-type": plain, "x-content-type-options": "nosniff" },
  },
  {
    name: "a double slash",
    options: { path: "//" },
    sent: "{}",
    status: 301,
    body: "",
    headers: { location: "/", "content-length": "0" },
  },
  {
    name: "dots and a query",
    options: { path: "/a/./b/..//events/?topic=x" },
    status: 301,
    body: "",
    headers: { location: "/a/events/?topic=x" },
  },
])("servePlugin() answers as InfraKit's servers do when it gets $name", async (row) => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const { status, body, headers } = await ask({ ...row.options, socketPath: path }, row.sent);
  expect({ status, body }).toEqual({ status: row.status, body: row.body });
  const all = { "content-type": undefined, ...headers };
  expect(all).toMatchObject(row.headers ?? { "content-type": plain });
});

test("servePlugin() lists the functions of its plugin when asked for /info/functions.json", async () => {
  const none = await serveForTest({ flavor: fakeFlavor() });
  expect(await ask({ socketPath: none, path: "/info/functions.json", method: "GET" })).toMatchObject({
    status: 200,
    headers: { "content-type": plain },
    body: "{}",
  });
  const functions = { base: [{ name: "SPEC", type: "func() interface {}", usage: "{{ SPEC }}" }] };
  const some = await serveForTest({ flavor: fakeFlavor(), info: { functions } });
  const { body } = await ask({ socketPath: some, path: "/info/functions.json", method: "GET" });
  expect(JSON.parse(body)).toEqual({
    base: [{ Name: "SPEC", Description: null, Function: "func() interface {}", Usage: "{{ SPEC }}" }],
  });
});

test("servePlugin() describes its methods when asked for /info/api.json", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const { body } = await ask({ socketPath: path, path: "/info/api.json", method: "GET" });
  const { Vendor, Implements, Interfaces } = JSON.parse(body) as Record<string, unknown>;
  expect({ Vendor, Implements }).toEqual({
    Vendor: null,
    Implements: [{ Name: "Flavor", Version: "0.1.1", Sub: "" }],
  });
  expect(Interfaces).toMatchObject([
    {
      Name: "Flavor",
      Methods: [
        {
          Request: {
            jsonrpc: "2.0",
            method: "Flavor.Drain",
            params: { Type: "", Properties: null, Instance: { ID: "", LogicalID: null, Tags: null } },
          },
          Response: { result: { Type: "", OK: false } },
        },
        { Request: { method: "Flavor.Healthy" }, Response: { result: { Health: 0 } } },
        { Request: { method: "Flavor.Prepare" } },
        { Request: { method: "Flavor.Validate" } },
      ],
    },
  ]);
});

const maxRequestBytes = 32 * 1024 * 1024;

test("servePlugin() refuses a body that says it is too large without reading it", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const headers = { ...json, "content-length": maxRequestBytes + 1 };
  const asked = request({ socketPath: path, method: "POST", headers, agent: false });
  asked.on("error", () => undefined);
  asked.flushHeaders();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  asked.destroy();
});

test("servePlugin() refuses a body that turns out to be too large", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const asked = request({ socketPath: path, method: "POST", headers: json, agent: false });
  asked.on("error", () => undefined);
  const chunk = Buffer.alloc(1024 * 1024, " ");
  for (let sent = 0; sent <= maxRequestBytes; sent += chunk.length) asked.write(chunk);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  expect(await text(response)).toBe("Cannot read the request: it is over 33554432 bytes");
  asked.destroy();
});

test("servePlugin() goes on when clients send garbage, nothing, or leave in the middle", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const silent = connect(path);
  const garbage = connect(path);
  garbage.end("\x00\x01garbage\r\n\r\n");
  const leaver = connect(path);
  leaver.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{");
  await Promise.all([once(silent, "connect"), once(leaver, "connect"), once(garbage.resume(), "close")]);
  leaver.destroy();
  expect((await ask({ socketPath: path }, hello)).body).toBe(answer);
  silent.destroy();
});

test("servePlugin() answers calls that were pipelined in their order", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  const socket = connect(path);
  const call = (id: number): string => {
    const body = hello.replace('"id":1', `"id":${id}`);
    return `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  socket.write(call(1) + call(2) + call(3).replace("Host: h", "Host: h\r\nConnection: close"));
  const ids = [...(await text(socket)).matchAll(/"id":(\d)/g)].map(([, id]) => id);
  expect(ids).toEqual(["1", "2", "3"]);
});

test("close() waits for the calls under way and takes no more", async () => {
  const path = await socketPlace();
  const gate = new EventEmitter();
  const reached = once(gate, "reached");
  const instance = {
    ...fakeInstance(),
    async validate() {
      const opened = once(gate, "open");
      gate.emit("reached");
      await opened;
    },
  };
  const server = await servePlugin({ instance }, { path });
  const body = '{"jsonrpc":"2.0","method":"Instance.Validate","params":{},"id":1}';
  const underWay = ask({ socketPath: path }, body);
  await reached;
  const closed = server.close();
  await expect
    .poll(() => ask({ socketPath: path }, hello).catch((error: Error) => error))
    .toBeInstanceOf(Error);
  gate.emit("open");
  const { status, headers } = await underWay;
  expect({ status, connection: headers["connection"] }).toEqual({ status: 200, connection: "close" });
  await closed;
  await server.close();
});

test("close() is done at once when clients are connected and nothing is under way", async () => {
  const path = await socketPlace();
  const server = await servePlugin({ flavor: fakeFlavor() }, { path });
  const silent = connect(path);
  const kept = connect(path);
  kept.write(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${hello.length}\r\n\r\n${hello}`);
  await Promise.all([once(silent, "connect"), once(kept, "data")]);
  await Promise.all([server.close(), once(silent, "close"), once(kept.resume(), "close")]);
}, 5_000);

test("servePlugin() refuses to listen where others can reach it", async () => {
  const served = servePlugin({ flavor: fakeFlavor() }, { tcp: { host: "0.0.0.0", port: 0 } });
  await expect(served).rejects.toThrow(
    'Cannot listen on "0.0.0.0": everybody who reaches it could call the plugin',
  );
});

test("servePlugin() says who is there when the socket is taken", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  await expect(servePlugin({ flavor: fakeFlavor() }, { path })).rejects.toThrow(
    expect.objectContaining({ code: "address_in_use" }),
  );
});
