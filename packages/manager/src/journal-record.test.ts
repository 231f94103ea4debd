import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRecord, parseRecord } from "./journal-record.ts";

const wellFormed = fc.string({ unit: "grapheme" });

test("formatRecord() writes layout, checksum, id and text when given a record", () => {
  expect(formatRecord({ id: "web", text: '{"size":3}' })).toBe(
    `infrakit-record/1 87772800fc7c9f8d2d4cd5d974c6e82c121327e2d107eded41c972d3d2862239\n"web"\n{"size":3}\n`,
  );
});

test("parseRecord() reads what formatRecord() wrote when id and text are anything", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), wellFormed, (id, text) => {
      expect(parseRecord(Buffer.from(formatRecord({ id, text })))).toEqual({ id, text });
    }),
  );
});
