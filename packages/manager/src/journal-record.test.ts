import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRecord, parseRecord } from "./journal-record.ts";

const wellFormed = fc.string({ unit: "grapheme" });

const former = `infrakit-record/1 87772800fc7c9f8d2d4cd5d974c6e82c121327e2d107eded41c972d3d2862239\n"web"\n{"size":3}\n`;

const three = formatRecord({ id: "web", text: '{"size":3}' });
const four = formatRecord({ id: "web", text: '{"size":4}' });
const both = Buffer.concat([three, four]);

test("formatRecord() writes layout, length, checksum, check, id and text when given a record", () => {
  const head =
    "infrakit-record/2 17 87772800fc7c9f8d2d4cd5d974c6e82c121327e2d107eded41c972d3d2862239 4f6ceaeb";
  expect(three.toString()).toBe(`${head}\n"web"\n{"size":3}\n`);
});

test("parseRecord() reads what formatRecord() wrote when id and text are anything", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), wellFormed, wellFormed, (id, text, before) => {
      const content = Buffer.concat([formatRecord({ id, text: before }), formatRecord({ id, text })]);
      expect(parseRecord(content)).toEqual({ record: { id, text }, isTorn: false });
    }),
  );
});

test("parseRecord() reads a record when it was written in the former layout", () => {
  const record = { id: "web", text: '{"size":3}' };
  expect(parseRecord(Buffer.from(former))).toEqual({ record, isTorn: false });
});

test("parseRecord() gives the earlier record, and says so, when the last one is cut short anywhere", () => {
  const record = { id: "web", text: '{"size":3}' };
  expect(parseRecord(both.subarray(0, three.length))).toEqual({ record, isTorn: false });
  for (let end = three.length + 1; end < both.length; end++)
    expect(parseRecord(both.subarray(0, end)), `of ${end} bytes`).toEqual({ record, isTorn: true });
});

test("parseRecord() gives the earlier record, and says so, when the end of the last one was never written", () => {
  const record = { id: "web", text: '{"size":3}' };
  for (let end = three.length; end < both.length; end++) {
    const content = Buffer.from(both).fill(0, end);
    expect(parseRecord(content), `NULs from ${end}`).toEqual({ record, isTorn: true });
  }
});

test("parseRecord() gives the last record or refuses when any bit is wrong", () => {
  for (let at = 0; at < both.length * 8; at++) {
    const damaged = Buffer.from(both);
    damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7));
    expect(["refused", '{"size":4}'], `bit ${at}`).toContain(textOf(damaged));
  }
});

function textOf(content: Buffer): string {
  try {
    return parseRecord(content).record.text;
  } catch {
    return "refused";
  }
}

test.for<readonly [name: string, content: string, why: RegExp]>([
  ["is empty", "", /not a record/],
  ["is something else", "hello\n", /not a record, or its start is lost/],
  ["is cut short", three.toString().slice(0, -1), /cut short, and holds no earlier record/],
  ["is of the former layout and cut short", former.slice(0, -1), /the checksum does not match/],
  [
    "is of a later layout",
    "infrakit-record/3 x\n{}",
    /infrakit-record\/3, this version reads infrakit-record\/2/,
  ],
  ["tells a wrong length", three.toString().replace(" 17 ", " 99 "), /the line before a record is damaged/],
])("parseRecord() says why when the content %s", ([, content, why]) => {
  expect(() => parseRecord(Buffer.from(content))).toThrow(why);
});
