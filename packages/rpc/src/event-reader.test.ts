import { expect, test } from "vitest";
import { maxEventLine, readEvents } from "./event-reader.ts";

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function readAll(...texts: readonly string[]): Promise<(string | undefined)[]> {
  const events: (string | undefined)[] = [];
  for await (const event of readEvents(chunksOf(...texts))) events.push(event);
  return events;
}

test.for<readonly [name: string, texts: readonly string[], events: readonly string[]]>([
  ["two events come at once", ['data: {"a":1}\n\ndata: {"b":2}\n\n'], ['{"a":1}', '{"b":2}']],
  ["an event comes in pieces", ["da", 'ta: {"a"', ":1}\n", "\n"], ['{"a":1}']],
  ["there are comments and other fields", [":\n\nevent: x\nid: 1\nretry: 5\ndata:{}\n\n"], ["{}"]],
  ["lines end as on Windows", ["data: {}\r\n\r\n"], ["{}"]],
  ["the last line has no end", ["data: {}\n\ndata: {"], ["{}"]],
])("readEvents() gives the data of each event when %s", async ([, texts, events]) => {
  expect(await readAll(...texts)).toEqual(events);
});

test("readEvents() keeps a character whole when it comes in pieces", async () => {
  const bytes = new TextEncoder().encode('data: "ü😀"\n\n');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  const events: (string | undefined)[] = [];
  for await (const event of readEvents(pieces())) events.push(event);
  expect(events).toEqual(['"ü😀"']);
});

const tooLong = "x".repeat(maxEventLine);

test.for<readonly [name: string, texts: readonly string[], events: readonly (string | undefined)[]]>([
  ["an event is too long", [`data: ${tooLong}\n\ndata: {}\n\n`], [undefined, "{}"]],
  ["it comes in pieces", ["data: ", tooLong, "data: {}", "\n", "\ndata: {}\n"], [undefined, "{}"]],
  ["a comment is too long", [`:${tooLong}\ndata: {}\n\n`], ["{}"]],
])("readEvents() goes on behind a line when %s", async ([, texts, events]) => {
  expect(await readAll(...texts)).toEqual(events);
});

test("readEvents() holds no more than a line may be long when one of 256 MB comes", async () => {
  const chunk = new Uint8Array(16 * 1024 * 1024).fill(120);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode("data: ");
    for (let count = 0; count < 16; count++) yield chunk;
    yield new TextEncoder().encode("\n\ndata: {}\n\n");
  }
  const events: (string | undefined)[] = [];
  for await (const event of readEvents(chunks())) events.push(event);
  expect(events).toEqual([undefined, "{}"]);
});
