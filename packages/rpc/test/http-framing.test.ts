import { expect, test } from "vitest";
import { type Call, fakeInstance } from "./fakes.ts";
import { serveForTest } from "./place.ts";
import { post, type RawAnswer, sendRaw } from "./raw-client.ts";

const body = '{"jsonrpc":"2.0","method":"Instance.Validate","params":{},"id":1}';
const okay = '{"jsonrpc":"2.0","result":{"Type":"","OK":true},"id":1}\n';
const length = body.length;
const chunked = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const smuggled = post(body.replace("Validate", "Label")).toString();

const outline = ({ status, body: text }: RawAnswer): readonly [number, string] => [status, text];
const head = (lines: string, version = "1.1"): string => `POST / HTTP/${version}\r\n${lines}\r\n\r\n`;

interface Row {
  readonly name: string;
  readonly bytes: string | Buffer;
  readonly answers: readonly (readonly [number, string])[];
  readonly calls?: readonly string[];
}

test.for<Row>([
  {
    name: "HTTP/1.0",
    bytes: `${head(`Content-Length: ${length}`, "1.0")}${body}`,
    answers: [[200, okay]],
    calls: ["validate"],
  },
  {
    name: "HTTP/1.1 without a host",
    bytes: `${head(`Content-Length: ${length}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "HTTP/9.9",
    bytes: `${head(`Host: h\r\nContent-Length: ${length}`, "9.9")}${body}`,
    answers: [[400, ""]],
  },
  { name: "the preface of HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", answers: [[400, ""]] },
  { name: "no HTTP at all", bytes: "\x16\x03\x01\x02\x00\x01\x00", answers: [[400, ""]] },
  { name: "nothing", bytes: "", answers: [] },
  {
    name: "Expect: 100-continue",
    bytes: post(body, "Expect: 100-continue\r\n"),
    answers: [[200, okay]],
    calls: ["validate"],
  },
  { name: "another expectation", bytes: post("", "Expect: the-impossible\r\n"), answers: [[417, ""]] },
  {
    name: "an upgrade",
    bytes: post(body, "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    answers: [[200, okay]],
    calls: ["validate"],
  },
  {
    name: "an upgrade that ends too early",
    bytes: post(body, "Connection: Upgrade\r\nUpgrade: websocket\r\n").subarray(0, -1),
    answers: [[400, ""]],
  },
  {
    name: "a tunnel",
    bytes: "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
    answers: [[405, "rpc: POST method required, received CONNECT"]],
  },
  {
    name: "chunks",
    bytes: head("Host: h\r\nTransfer-Encoding: chunked") + chunked,
    answers: [[200, okay]],
    calls: ["validate"],
  },
  {
    name: "chunks of one byte",
    bytes: `${head("Host: h\r\nTransfer-Encoding: chunked")}${body.replaceAll(/./g, (byte) => `1\r\n${byte}\r\n`)}0\r\n\r\n`,
    answers: [[200, okay]],
    calls: ["validate"],
  },
  {
    name: "a chunk that lies about its size",
    bytes: `${head("Host: h\r\nTransfer-Encoding: chunked")}3\r\n${body}\r\n0\r\n\r\n`,
    answers: [[400, ""]],
  },
  {
    name: "two lengths",
    bytes: `${head(`Host: h\r\nContent-Length: ${length}\r\nContent-Length: 3`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "two lengths in one line",
    bytes: `${head(`Host: h\r\nContent-Length: ${length}, ${length}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "a length that is no number",
    bytes: `${head("Host: h\r\nContent-Length: 0x10")}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "a negative length",
    bytes: `${head("Host: h\r\nContent-Length: -1")}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "a length of 2^70",
    bytes: `${head(`Host: h\r\nContent-Length: ${2n ** 70n}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "chunks and a length",
    bytes: `${head("Host: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked")}${chunked}${smuggled}`,
    answers: [[400, ""]],
  },
  {
    name: "a length and chunks",
    bytes: `${head(`Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 4`)}${chunked}${smuggled}`,
    answers: [[400, ""]],
  },
  {
    name: "an unknown transfer encoding",
    bytes: `${head("Host: h\r\nTransfer-Encoding: xchunked")}${chunked}`,
    answers: [[400, ""]],
  },
  {
    name: "a space before the colon",
    bytes: `${head(`Host: h\r\nContent-Length : ${length}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "a folded header",
    bytes: `${head(`Host: h\r\nX: y\r\n Content-Length: 3\r\nContent-Length: ${length}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "lines that end without CR",
    bytes: post(body).toString().replaceAll("\r\n", "\n"),
    answers: [[400, ""]],
  },
  {
    name: "a NUL byte in a header",
    bytes: `${head(`Host: h\r\nX: a\0b\r\nContent-Length: ${length}`)}${body}`,
    answers: [[400, ""]],
  },
  {
    name: "40 kB of headers",
    bytes: `${head(`Host: h\r\n${`X: ${"y".repeat(1000)}\r\n`.repeat(40)}Content-Length: 0`)}`,
    answers: [[431, ""]],
  },
  { name: "a body that ends too early", bytes: post(body).subarray(0, -1), answers: [[400, ""]] },
  { name: "headers that end too early", bytes: "POST / HTTP/1.1\r\nHost", answers: [[400, ""]] },
  {
    name: "garbage behind a call",
    bytes: Buffer.concat([post(body), Buffer.from("garbage\r\n\r\n")]),
    answers: [[400, ""]],
    calls: ["validate"],
  },
])(
  "servePlugin() answers, or refuses and hangs up, when it is sent $name",
  async ({ bytes, answers, calls = [] }) => {
    const seen: Call[] = [];
    const path = await serveForTest({ instance: fakeInstance(seen) });
    const heard = await sendRaw(path, bytes);
    expect({ ...heard, answers: heard.answers.map(outline) }).toEqual({
      answers,
      rest: "",
      error: undefined,
    });
    expect(seen.map(([method]) => method)).toEqual(calls);
  },
);
