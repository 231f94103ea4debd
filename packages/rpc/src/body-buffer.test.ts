import { expect, test } from "vitest";
import { BodyBuffer } from "./body-buffer.ts";

const collect = (chunks: readonly Buffer[]): BodyBuffer => {
  const body = new BodyBuffer();
  for (const chunk of chunks) body.add(chunk);
  return body;
};

test.for<readonly [name: string, chunks: readonly Buffer[], text: string]>([
  ["there is none", [], ""],
  ["it is empty", [Buffer.alloc(0), Buffer.from("a")], "a"],
  ["there is one", [Buffer.from("abc")], "abc"],
  ["a character is cut in two", [Buffer.from([0xc3]), Buffer.from([0xa4])], "ä"],
  ["a byte is no UTF-8", [Buffer.from([0x61, 0xff])], "a\ufffd"],
])("toString() gives what was added when %s", ([, chunks, text]) => {
  expect(collect(chunks).toString()).toBe(text);
});

test("add() leaves the chunks as they are when more follow", () => {
  const first = Buffer.from("ab__").subarray(0, 2);
  collect([first, Buffer.from("cd")]);
  expect(Buffer.from(first.buffer, first.byteOffset, 4).toString()).toBe("ab__");
});

test("add() takes no more room than the bytes when a million come one by one", () => {
  const body = new BodyBuffer();
  const one = Buffer.from("x");
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 1_000_000; count++) body.add(one);
  expect(body.length).toBe(1_000_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000);
  body.clear();
  expect({ length: body.length, text: body.toString() }).toEqual({ length: 0, text: "" });
});
