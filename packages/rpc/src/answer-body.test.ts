import { expect, test } from "vitest";
import { AnswerBody } from "./answer-body.ts";

test.for<
  readonly [
    name: string,
    chunks: readonly string[],
    given: { text: string; isAsExpected: boolean; length: number },
  ]
>([
  ["nothing came", [], { text: "", isAsExpected: false, length: 0 }],
  ["it came in one piece", ["abcdef,1"], { text: ",1", isAsExpected: true, length: 8 }],
  ["it came in pieces", ["ab", "", "cdef", ",1", "2"], { text: ",12", isAsExpected: true, length: 9 }],
  ["a piece holds its end and more", ["abc", "def,1", "2"], { text: ",12", isAsExpected: true, length: 9 }],
  ["nothing else came", ["abc", "def"], { text: "", isAsExpected: true, length: 6 }],
  ["it was cut short", ["ab", "cd"], { text: "abcd", isAsExpected: false, length: 4 }],
  ["another came", ["xbc", "def"], { text: "xbcdef", isAsExpected: false, length: 6 }],
  [
    "another came that begins the same",
    ["ab", "cx", "ef"],
    { text: "abcxef", isAsExpected: false, length: 6 },
  ],
  ["it came behind another", ["x", "abcdef"], { text: "xabcdef", isAsExpected: false, length: 7 }],
])("toString() gives what is not known when %s", ([, chunks, given]) => {
  const body = new AnswerBody(Buffer.from("abcdef"));
  for (const chunk of chunks) body.add(Buffer.from(chunk));
  expect({ text: body.toString(), isAsExpected: body.isAsExpected, length: body.length }).toEqual(given);
});

test("toString() gives everything when nothing is expected", () => {
  const body = new AnswerBody();
  body.add(Buffer.from("abc"));
  body.add(Buffer.from("def"));
  expect({ text: body.toString(), isAsExpected: body.isAsExpected }).toEqual({
    text: "abcdef",
    isAsExpected: false,
  });
});

test("toString() gives a character whole when what is expected ends in its middle", () => {
  const body = new AnswerBody(Buffer.from("ö-"));
  body.add(Buffer.from("öä").subarray(0, 1));
  body.add(Buffer.from("öä").subarray(1));
  expect(body.toString()).toBe("öä");
});

test("add() keeps nothing of what is expected", () => {
  const body = new AnswerBody(Buffer.alloc(4_000_000, "x"));
  const chunk = Buffer.alloc(64_000, "x");
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 62; count++) body.add(chunk);
  expect(body.length).toBe(3_968_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});

test("clear() forgets what came, and what is expected", () => {
  const body = new AnswerBody(Buffer.from("abc"));
  body.add(Buffer.from("abcd"));
  body.clear();
  expect({ text: body.toString(), isAsExpected: body.isAsExpected, length: body.length }).toEqual({
    text: "",
    isAsExpected: false,
    length: 0,
  });
});
