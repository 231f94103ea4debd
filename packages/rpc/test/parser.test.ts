import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { fakeFlavor } from "./fakes.ts";
import { serveForTest } from "./place.ts";
import { post } from "./raw-client.ts";

/** The bytes of the answer as characters. */
async function send(bytes: Uint8Array): Promise<string> {
  const socket = connect(await serveForTest({ flavor: fakeFlavor() }));
  socket.end(bytes);
  return (await buffer(socket)).toString("latin1");
}

const ask = (line: string): Buffer => Buffer.from(`${line} HTTP/1.1\r\nHost: h\r\n\r\n`, "latin1");

test.for(["BREW /", "get /", "GET /\u00C3\u00A9", "GET /a b"])(
  "servePlugin() answers 400 without a body when it is asked for %j [differs.http.parser]",
  async (line) => {
    expect(await send(ask(line))).toBe("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  },
);

test("servePlugin() echoes U+FFFD when an id is no UTF-8 [differs.rpc.utf8]", async () => {
  const body = Buffer.from('{"jsonrpc":"2.0","method":"Foo","id":"\u00FF"}', "latin1");
  expect(await send(post(body))).toContain('"id":"\u00EF\u00BF\u00BD"}\n');
});

test("servePlugin() answers 400 when a path is escaped wrongly", async () => {
  const answer = await send(ask("GET /x%"));
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toMatch(/\r\n\r\n400 Bad Request$/);
});

test("servePlugin() finds a place when its path is escaped", async () => {
  expect(await send(ask("GET /%69nfo/functions%2Ejson"))).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test.for<readonly [method: string, length: string]>([
  ["GET", "Content-Length: 0\r\n"],
  ["HEAD", ""],
])(
  "servePlugin() sends the length of a redirect as Go does when asked with %s [wire.http.301]",
  async ([method, length]) => {
    const answer = await send(ask(`${method} //info/api.json`));
    expect(answer).toContain("\r\nLocation: /info/api.json\r\n");
    expect(answer.match(/Content-Length: .*\r\n/)?.[0] ?? "").toBe(length);
  },
);
