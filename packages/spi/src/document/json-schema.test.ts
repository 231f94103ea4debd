import fc from "fast-check";
import { expect, test } from "vitest";
import { isAccepted } from "../../../../test/check-schema.ts";
import { type Codec, member, object, requiredMember } from "./codec.ts";
import { boolean, duration, integer, list, map, mapped, nullable, raw, string, unsigned } from "./codecs.ts";
import { DecodeError } from "./decode-error.ts";
import { type JsonSchema, orNull } from "./json-schema.ts";
import { decodeJson } from "./raw-json.ts";

/** A codec and values that it may be given; most of them it takes. */
interface Shape {
  readonly codec: Codec<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}

/** Its names never differ from a member's by case only: there decoder and schema part ways. */
const anything = fc.jsonValue({ maxDepth: 2 });

/** Values that fit, and here and there one that may not. */
function shape<T>(codec: Codec<T>, fitting: fc.Arbitrary<unknown>): Shape {
  const values = fc.oneof({ weight: 12, arbitrary: fitting }, fc.constant(null), anything);
  return { codec: codec as Codec<unknown>, values };
}

const vowel = mapped(string, {
  decode(text) {
    if (!"aeiou".includes(text)) throw new DecodeError(`expected a vowel, found "${text}"`);
    return text.codePointAt(0);
  },
  encode: (code) => String.fromCodePoint(code ?? 0),
  allowed: ["", "a", "e", "i", "o", "u", "ae", "aei", "aeio", "aeiou", "ei", "eio", "eiou"].concat([
    "io",
    "iou",
    "ou",
  ]),
});

const units = fc.constantFrom("ns", "us", "µs", "μs", "ms", "s", "m", "h", "", "d", "S");
const amounts = fc.constantFrom("0", "1", "1.5", ".5", "7.", ".", "", "1e3", "-1");
const durations = fc
  .tuple(fc.constantFrom("", "", "-", "+", " "), fc.array(fc.tuple(amounts, units), { maxLength: 3 }))
  .map(([sign, parts]) => sign + parts.flat().join(""));
const numbers = fc.oneof(
  fc.integer({ min: -3 }),
  fc.constantFrom(1.5, -0, 1e300, 2 ** 53, 2 ** 53 - 1, 1 - 2 ** 53, -(2 ** 53)),
);

const scalars: readonly Shape[] = [
  shape(string, fc.string({ maxLength: 3 })),
  shape(boolean, fc.boolean()),
  shape(integer, numbers),
  shape(unsigned, numbers),
  shape(raw, anything),
  shape(duration, fc.oneof(durations, fc.constantFrom(0, -0, 1))),
  shape(vowel, fc.constantFrom("a", "u", "x", "ei", "")),
];

const shapes = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...scalars),
    tie("shape").map(({ codec, values }) => shape(nullable(codec), values)),
    tie("shape").map(({ codec, values }) => shape(list(codec), fc.array(values, { maxLength: 3 }))),
    tie("shape").map(({ codec, values }) =>
      shape(map(codec), fc.dictionary(fc.constantFrom("a", "B", "10", "__proto__"), values)),
    ),
    fc.tuple(tie("shape"), tie("shape")).map(([a, b]) =>
      shape(
        object<{ a: unknown; b: unknown }>({ a: member("Alpha", a.codec), b: member("__proto__", b.codec) }),
        fc
          .tuple(a.values, b.values, fc.subarray(["Alpha", "__proto__", "C"]))
          .map(
            ([first, second, names]) =>
              JSON.parse(
                `{${names.map((name) => `"${name}":${JSON.stringify(name === "Alpha" ? first : second)}`).join(",")}}`,
              ) as unknown,
          ),
      ),
    ),
  ),
})).shape;

function isDecoded(codec: Codec<unknown>, value: unknown): boolean {
  try {
    decodeJson(JSON.stringify(value), codec);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

test("schema() takes what decode() takes and nothing else when the shape and the value are any", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      shapes.chain(({ codec, values }) => fc.tuple(fc.constant(codec), values)),
      ([codec, value]) => {
        const isTaken = isDecoded(codec, value);
        seen[isTaken ? "taken" : "refused"]++;
        expect(isAccepted(codec.schema(), JSON.parse(JSON.stringify(value)))).toBe(isTaken);
      },
    ),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(200);
});

test("schema() is a JSON Schema when the shape has all kinds of members", () => {
  const codec = object({
    name: member("Name", string),
    size: member("Size", unsigned),
    wait: member("Wait", duration),
    tags: member("Tags", map(string)),
    properties: member("Properties", raw),
  });
  expect(codec.schema()).toEqual({
    type: ["object", "null"],
    properties: {
      Name: { type: ["string", "null"] },
      Size: { type: ["integer", "null"], minimum: 0, maximum: 9007199254740991 },
      Wait: { anyOf: [{ type: "string", pattern: expect.stringContaining("ns|us") }, { enum: [0, null] }] },
      Tags: { type: ["object", "null"], additionalProperties: { type: ["string", "null"] } },
      Properties: {},
    },
  });
});

test("schema() names what must be there when members are required", () => {
  const codec = object({ id: member("ID", string), name: requiredMember("Name", string) });
  expect(codec.schema()).toMatchObject({ required: ["Name"] });
});

test.for<readonly [name: string, schema: JsonSchema, expected: JsonSchema]>([
  ["takes everything", {}, {}],
  ["takes null by type", { type: ["string", "null"] }, { type: ["string", "null"] }],
  ["takes null by list", { enum: ["a", null] }, { enum: ["a", null] }],
  ["takes null in a branch", { anyOf: [{ type: "null" }] }, { anyOf: [{ type: "null" }] }],
  ["has another type", { type: "string" }, { anyOf: [{ type: "string" }, { type: "null" }] }],
  ["lists other values", { enum: [1] }, { anyOf: [{ enum: [1] }, { type: "null" }] }],
])("orNull() adds null only if it must when a schema %s", ([, schema, expected]) => {
  expect(orNull(schema)).toEqual(expected);
});
