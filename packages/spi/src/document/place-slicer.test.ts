import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../test/json-text.ts";
import { sliceNaively } from "../../test/naive-slicer.ts";
import { JsonSource, type JsonParent, rootKey } from "./json-source.ts";
import { PlaceSlicer } from "./place-slicer.ts";

test("find() gives a part as it was written, or nothing, when the text is any", () => {
  fc.assert(
    fc.property(jsonText, fc.nat(), ({ spaced }, choice) => {
      const document: unknown = JSON.parse(spaced);
      const parts = sliceNaively(spaced, document);
      const asked = parts[choice % parts.length];
      if (asked === undefined) return;
      const slicer = new PlaceSlicer(spaced, document, asked);
      for (const { parent, key, text } of parts)
        expect([text, undefined]).toContain(slicer.find(parent, key));
    }),
    { numRuns: 1000 },
  );
});

test("textOf() gives the part that is asked for first when the text is any", () => {
  fc.assert(
    fc.property(jsonText, fc.nat(), ({ spaced }, choice) => {
      const source = new JsonSource(spaced);
      const parts = sliceNaively(spaced, source.root[rootKey]);
      const asked = parts[choice % parts.length];
      if (asked !== undefined) expect(source.textOf(asked.parent, asked.key)).toBe(asked.text);
    }),
    { numRuns: 1000 },
  );
});

const blank = fc.constantFrom("", "", " ", "\n\t");
const member = fc.record({ before: jsonText, opaque: jsonText, name: fc.constantFrom('"p"', '"\\u0070"') });

test.for<readonly [name: string, order: (count: number) => readonly number[]]>([
  ["from front to back", (count) => [...Array(count).keys()]],
  ["from back to front", (count) => [...Array(count).keys()].toReversed()],
  ["twice", (count) => [...Array(count).keys(), ...Array(count).keys()]],
])("find() gives the parts of all elements when they are asked for %s", ([, orderOf]) => {
  fc.assert(
    fc.property(fc.array(member, { minLength: 1 }), blank, (members, space) => {
      const elements = members.map(
        ({ before, opaque, name }) =>
          `{"a":${before.spaced},${space}${name}${space}:${space}${opaque.spaced}}`,
      );
      const text = `${space}{"list":[${elements.join(`${space},`)}],"end":[]}${space}\n`;
      const document = JSON.parse(text) as { list: readonly [JsonParent, ...JsonParent[]] };
      const slicer = new PlaceSlicer(text, document, { parent: document.list[0], key: "p" });
      for (const index of orderOf(members.length))
        expect(slicer.find(document.list[index] ?? {}, "p")).toBe(members[index]?.opaque.compact);
    }),
    { numRuns: 100 },
  );
});

test.for<readonly [name: string, text: string]>([
  ["twins are on the way", '{"a":{"b":{"p":1.0}},"a":{"b":{"p":2.0}}}'],
  ["twins are the parts", '{"a":{"b":{"p":1.0,"p":2.0}}}'],
  ["one twin's name has escapes", '{"a":{"b":{"p":1.0,"\\u0070":2.0}}}'],
])("find() leaves the part to others when %s", ([, text]) => {
  const document = JSON.parse(text) as { a: { b: JsonParent } };
  const part = { parent: document.a.b, key: "p" };
  expect(new PlaceSlicer(text, document, part).find(part.parent, part.key)).toBeUndefined();
  expect(sliceNaively(text, document).at(-1)).toEqual({ ...part, text: "2.0" });
});

test.for<readonly [name: string, text: string]>([
  ["the part is nested too deep", `{"p":${"[".repeat(512)}${"]".repeat(512)}}`],
  ["a part beside it is", `{"p":1,"q":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
])("PlaceSlicer() refuses when %s", ([, text]) => {
  const document = JSON.parse(text) as JsonParent;
  expect(() => new PlaceSlicer(text, document, { parent: document, key: "p" })).toThrow(
    "nested deeper than 512 levels",
  );
});

test("PlaceSlicer() takes a part when it is nested as deep as allowed", () => {
  const part = `${"[".repeat(511)}${"]".repeat(511)}`;
  const document = JSON.parse(`{"p":${part}}`) as JsonParent;
  const slicer = new PlaceSlicer(`{"p":${part}}`, document, { parent: document, key: "p" });
  expect(slicer.find(document, "p")).toBe(part);
});

test("find() knows nothing when the value is not of the document", () => {
  const stranger = { p: 1 };
  expect(
    new PlaceSlicer('{"p":2}', { p: 2 }, { parent: stranger, key: "p" }).find(stranger, "p"),
  ).toBeUndefined();
});
