import fc from "fast-check";

/** A valid JSON text, with white space between its tokens and without it, and the same of its parts. */
export interface JsonText {
  readonly spaced: string;
  readonly compact: string;
  readonly parts: ReadonlyMap<string | number, JsonText>;
}

/** Names, numbers and strings that JavaScript does not write as it read them. */
const names = fc.oneof(
  fc.constantFrom("a", "b", "10", "9", "", "__proto__", "constructor", "é", "\ud800"),
  fc.string({ maxLength: 4 }),
);
const numbers = fc.constantFrom(
  "0",
  "-0",
  "1",
  "1.0",
  "1e2",
  "1E+2",
  "0.1",
  "12345678901234567890",
  "-1e-400",
);
const strings = fc.oneof(
  names.map((name) => JSON.stringify(name)),
  fc.constantFrom('"\\u0041"', '"\\/"', '"a\\\\"', '"\\\\\\""', '"{[,:]}"', '" \\" "', '"\u2028<&>"'),
);
const blanks = fc.constantFrom("", "", "", " ", "\n\t", " \r\n ");

const scalar: fc.Arbitrary<JsonText> = fc
  .oneof(numbers, strings, fc.constantFrom("true", "false", "null"))
  .map((text) => ({ spaced: text, compact: text, parts: new Map() }));

type Element = readonly [blank: string, value: JsonText];
type Entry = readonly [blank: string, name: string, value: JsonText];

function arrayOf(elements: readonly Element[]): JsonText {
  const spaced = elements.map(([blank, value]) => blank + value.spaced + blank);
  return {
    spaced: `[${spaced.join(",")}]`,
    compact: `[${elements.map(([, { compact }]) => compact).join(",")}]`,
    parts: new Map(elements.map(([, value], index) => [index, value])),
  };
}

function objectOf(entries: readonly Entry[]): JsonText {
  const spaced = entries.map(([blank, name, value]) =>
    [blank, name, blank, ":", value.spaced, blank].join(""),
  );
  return {
    spaced: `{${spaced.join(",")}}`,
    compact: `{${entries.map(([, name, { compact }]) => `${name}:${compact}`).join(",")}}`,
    parts: new Map(entries.map(([, name, value]) => [JSON.parse(name) as string, value])),
  };
}

/** Valid JSON texts of every kind, with duplicate names and white space anywhere. */
export const jsonText: fc.Arbitrary<JsonText> = fc.letrec<{ value: JsonText }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(fc.tuple(blanks, tie("value")), { maxLength: 4 }).map(arrayOf),
    fc.array(fc.tuple(blanks, strings, tie("value")), { maxLength: 4 }).map(objectOf),
  ),
})).value;
