import { readFileSync } from "node:fs";
import fc from "fast-check";

/** Bodies that real Go programs sent, of every release. */
export const recordedBodies: readonly string[] = [
  ...new Set(["calls-head", "wire-head", "wire-v0.5", "wire-v0.2"].flatMap(bodiesOf)),
];

function bodiesOf(name: string): readonly string[] {
  const file = new URL(`../../../compat/wire/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { request: { body: string } }).request.body);
}

const names = [
  "__proto__",
  "constructor",
  "Type",
  "Name",
  "ID",
  "id",
  "method",
  "params",
  "jsonrpc",
  "Spec",
  "10",
  "",
];
const texts = [
  "__proto__",
  "constructor",
  ".",
  "/",
  "lb1",
  "compute",
  "x/y",
  "<>&",
  "\u2028",
  "\0",
  "\ud800",
  "1e400",
  "-1",
];
const literals = [
  "null",
  "1e400",
  "-0",
  "12345678901234567890",
  "[]",
  "{}",
  '"\\ud800"',
  "[[[]]]",
  '{"__proto__":{"a":1}}',
  "[".repeat(600) + "]".repeat(600),
];

/** What may stand in the place of a part of a request; as text, since not all of it is a value in JavaScript. */
const part = fc.oneof(
  fc.constantFrom(...literals),
  fc.constantFrom(...texts).map((text) => JSON.stringify(text)),
  fc.string({ maxLength: 20, unit: "binary" }).map((text) => JSON.stringify(text)),
  fc.json({ maxDepth: 3 }),
  fc.double().map(String),
);

/** A change of one part of a document: it is replaced, left out, renamed, doubled or put into a list. */
const structural = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "drop", "rename", "double", "wrap"),
  name: fc.constantFrom(...names),
  part,
});
type Structural = typeof structural extends fc.Arbitrary<infer T> ? T : never;

/** Lists of changes, most of which are empty. */
function seldom<T>(change: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<readonly T[]> {
  const none = fc.constant<readonly T[]>([]);
  return fc.oneof({ weight: 4, arbitrary: none }, fc.array(change, { maxLength }));
}

/** Where the values of members and elements begin and end, found by their commas and brackets. */
function spansOf(text: string): readonly (readonly [start: number, end: number])[] {
  const token = /"(?:[^"\\]|\\.)*"(?=\s*:)|"(?:[^"\\]|\\.)*"|-?[0-9][-+.0-9eE]*|true|false|null|\{\}|\[\]/g;
  return Array.from(text.matchAll(token), ({ 0: found, index }) => [index, index + found.length]);
}

function restructure(text: string, { at, how, name, part: by }: Structural): string {
  const spans = spansOf(text);
  const [start, end] = spans[at % Math.max(spans.length, 1)] ?? [0, text.length];
  const found = text.slice(start, end);
  const changed = {
    replace: by,
    drop: "",
    rename: JSON.stringify(name),
    double: `${found},${JSON.stringify(name)}:${by}`,
    wrap: `[${found}]`,
  }[how];
  return text.slice(0, start) + changed + text.slice(end);
}

/** A change of a few bytes: they are replaced, left out or put in. */
const bytewise = fc.record({
  at: fc.nat(),
  drop: fc.nat({ max: 8 }),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom("\r\n", "\0", "\xff", "\ufeff", "{", "]", '"', "\\").map((text) => Buffer.from(text)),
  ),
});
type Bytewise = typeof bytewise extends fc.Arbitrary<infer T> ? T : never;

function rewrite(bytes: Buffer, { at, drop, put }: Bytewise): Buffer {
  const start = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + drop)]);
}

const header = fc.constantFrom(
  "Content-Type: application/json",
  "Content-Type: text/plain",
  "Content-Length: 7",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: gzip, chunked",
  "Expect: 100-continue",
  "Expect: x",
  "Connection: close",
  "Connection: Upgrade\r\nUpgrade: websocket",
  "Host: other",
  "X: a\r\n folded",
  "X y: z",
  `X: ${"y".repeat(20_000)}`,
);

/** How a body is put into HTTP. Most are put as they should be, so that mutations of bodies get through. */
const framing = fc.record({
  method: fc.oneof(
    { weight: 12, arbitrary: fc.constant("POST") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "FOO", "post"),
    },
  ),
  path: fc.oneof(
    { weight: 12, arbitrary: fc.constant("/") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "/nope",
        "//",
        "/events?topic=x",
        "/info/api.json",
        "/info/functions.json",
        "*",
        "http://h/",
        "/../",
        "/%00",
        "/?x",
      ),
    },
  ),
  version: fc.oneof({ weight: 12, arbitrary: fc.constant("1.1") }, fc.constantFrom("1.0", "0.9", "2.0", "9")),
  headers: seldom(header, 3),
  lengthOff: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -50, max: 50 })),
  chunkBytes: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 50 })),
});
type Framing = typeof framing extends fc.Arbitrary<infer T> ? T : never;

function frame(body: Buffer, { method, path, version, headers, lengthOff, chunkBytes }: Framing): Buffer {
  const lines = [`${method} ${path} HTTP/${version}`, "Host: h", ...headers];
  if (chunkBytes > 0) lines.push("Transfer-Encoding: chunked");
  else lines.push(`Content-Length: ${body.length + lengthOff}`);
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return Buffer.concat([head, chunkBytes > 0 ? inChunks(body, chunkBytes) : body]);
}

function inChunks(body: Buffer, bytes: number): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += bytes) {
    const chunk = body.subarray(at, at + bytes);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
}

/** One request, somehow wrong. */
const request = fc
  .record({
    bodies: fc.array(fc.constantFrom(...recordedBodies), { minLength: 1, maxLength: 3 }),
    isBatch: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
    structure: fc.array(structural, { maxLength: 3 }),
    bytes: seldom(bytewise, 4),
    framing,
  })
  .map(({ bodies, isBatch, structure, bytes, framing: how }) => {
    const text = isBatch ? `[${bodies.join(",")}]` : (bodies[0] ?? "");
    const mutated = structure.reduce(restructure, text);
    return frame(bytes.reduce(rewrite, Buffer.from(mutated)), how);
  });

/** What one connection carries: one request or several, and bytes of the whole may be wrong as well. */
export const connectionBytes: fc.Arbitrary<Buffer> = fc
  .record({
    requests: fc.oneof({ weight: 4, arbitrary: fc.tuple(request) }, fc.array(request, { maxLength: 3 })),
    bytes: seldom(bytewise, 3),
  })
  .map(({ requests, bytes }) => bytes.reduce(rewrite, Buffer.concat(requests)));
