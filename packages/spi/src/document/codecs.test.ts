import fc from "fast-check";
import { expect, test } from "vitest";
import { type Codec, member, object, requiredMember } from "./codec.ts";
import {
  absentList,
  absentMap,
  boolean,
  duration,
  integer,
  list,
  map,
  mapped,
  nullable,
  raw,
  string,
  unsigned,
} from "./codecs.ts";
import { encodeJson } from "./encode-json.ts";
import { decodeJson, type RawJson } from "./raw-json.ts";

interface Spec {
  readonly id: string;
  readonly size: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly list: readonly string[];
  readonly properties: RawJson | null;
}

const spec: Codec<Spec> = object({
  id: member("ID", string),
  size: member("Size", unsigned, { omitZero: true }),
  tags: member("Tags", map(string)),
  list: member("List", list(string)),
  properties: member("Properties", raw),
});

const zero: Spec = { id: "", size: 0, tags: {}, list: [], properties: null };

test.for<readonly [name: string, text: string, expected: Spec]>([
  ["null", "null", zero],
  ["empty", "{}", zero],
  ["null in every member", '{"ID":null,"Size":null,"Tags":null,"List":null,"Properties":null}', zero],
  ["in lower case", '{"id":"a","SIZE":2}', { ...zero, id: "a", size: 2 }],
  ["written twice, the later in lower case", '{"ID":"a","id":"b"}', { ...zero, id: "b" }],
  ["written twice, the later in upper case", '{"id":"a","ID":"b"}', { ...zero, id: "b" }],
  ["written twice alike", '{"ID":"a","ID":"b"}', { ...zero, id: "b" }],
  [
    "beside unknown members",
    '{"x":1,"constructor":2,"__proto__":{"ID":"evil"},"ID":"a"}',
    { ...zero, id: "a" },
  ],
  ["absent and inherited", '{"toString":1}', zero],
])("decodeJson() follows Go when a member is %s", ([, text, expected]) => {
  expect(decodeJson(text, spec)).toEqual(expected);
});

test("decodeJson() gives the lists and maps that stand for absent ones when they are null [encoding.null]", () => {
  const { tags, list: elements } = decodeJson('{"Tags":null}', spec);
  expect(tags).toBe(absentMap);
  expect(elements).toBe(absentList);
});

test.for<readonly [name: string, text: string]>([
  ["everything", '{"ID":"a","Size":3,"Tags":{"a":"1","b":""},"List":["x"],"Properties":{"10":1.0,"9":null}}'],
  ["zero values", '{"ID":"","Tags":null,"List":null,"Properties":null}'],
  ["empty lists and maps", '{"ID":"","Tags":{},"List":[],"Properties":[]}'],
  ["names of JavaScript", '{"ID":"","Tags":{"__proto__":"1","constructor":"2"},"List":[],"Properties":0}'],
  ["integer-like names", '{"ID":"","Tags":{"":"0","10":"1","9":"2","a":"3"},"List":[],"Properties":0}'],
  [
    "integer-like and odd names",
    String.raw`{"ID":"","Tags":{"\u0008":"\u0008","1":"\u003c"},"List":[],"Properties":0}`,
  ],
])("encode() gives back the document when it had %s", ([, text]) => {
  expect(encodeJson(spec.encode(decodeJson(text, spec)))).toBe(text);
});

test("encode() sorts a map by the bytes of its names when they are any [encoding.map]", () => {
  const unit = fc.constantFrom("a", "B", "1", "0", "\uff5e", "😀");
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit, maxLength: 3 })), (names) => {
      const value = Object.fromEntries(names.map((name) => [name, name]));
      const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const members = sorted.map((name) => `${JSON.stringify(name)}:${JSON.stringify(name)}`);
      expect(encodeJson(map(string).encode(value))).toBe(`{${members.join(",")}}`);
    }),
  );
});

const anInteger = "expected an integer from -9007199254740991 to 9007199254740991";
const aCount = "expected an integer from 0 to 9007199254740991";

test.for<readonly [name: string, codec: Codec<unknown>, text: string, reason: string]>([
  ["a number for a string", string, "1", "expected a string, found a number"],
  ["a string for a boolean", boolean, '"true"', "expected a boolean, found a string"],
  ["a fraction for an integer", integer, "1.5", `${anInteger}, found 1.5`],
  ["an integer beyond float64", integer, "9007199254740993", `${anInteger}, found 9007199254740993`],
  ["a negative count", unsigned, "-1", `${aCount}, found -1`],
  ["a count beyond float64", unsigned, "1e18", `${aCount}, found 1e18`],
  ["a count of many digits", unsigned, "9".repeat(50), `${aCount}, found ${"9".repeat(40)}…`],
  ["a count that is written otherwise", unsigned, "1e2", `${aCount} without point or exponent, found 1e2`],
  ["a string for a count", unsigned, '"1"', `${aCount}, found a string`],
  ["a number for a duration", duration, "5", 'expected a duration such as "30s", found a number'],
  ["an object for a list", list(string), "{}", "expected a list, found an object"],
  ["a list for a map", map(string), "[]", "expected an object, found an array"],
  ["a list for an object", spec, "[]", "expected an object, found an array"],
  ["a string for an object", spec, '"x"', "expected an object, found a string"],
  ["a wrong element", list(string), '["a",1]', "[1]: expected a string, found a number"],
  ["a wrong value", map(integer), '{"a":"1"}', `a: ${anInteger}, found a string`],
  [
    "a wrong part deep down",
    list(spec),
    '[{"tags":{"a":1}}]',
    "[0].tags.a: expected a string, found a number",
  ],
])(
  "decodeJson() names the part, and of values only numbers that are out of range, when it finds %s",
  ([, codec, text, reason]) => {
    expect(() => decodeJson(text, codec)).toThrow(expect.objectContaining({ message: reason }));
  },
);

test.for<readonly [name: string, text: string, reason: string]>([
  ["misspelt", '{"Sise":1}', 'Sise: unknown member; did you mean "Size"?'],
  ["far from all", '{"Replicas":1}', "Replicas: unknown member; known are ID, Size, Tags, List, Properties"],
  ["__proto__", '{"__proto__":1}', "__proto__: unknown member; known are ID, Size, Tags, List, Properties"],
])("decodeJson() refuses an unknown member when it is %s and that is asked for", ([, text, reason]) => {
  expect(() => decodeJson(text, spec, { unknownMembers: "refuse" })).toThrow(reason);
  expect(decodeJson(text, spec)).toEqual(zero);
});

test("decodeJson() accepts a known member in another case when unknown ones are refused", () => {
  expect(decodeJson('{"id":"a"}', spec, { unknownMembers: "refuse" }).id).toBe("a");
});

test("nullable() tells null from the zero value when both are there", () => {
  const codec = list(nullable(integer));
  expect(decodeJson("[null,0]", codec)).toEqual([null, 0]);
  expect(encodeJson(codec.encode([null, 0]))).toBe("[null,0]");
});

test("mapped() uses other words when the document has numbers", () => {
  const words = ["unknown", "healthy", "unhealthy"];
  const health = mapped(integer, {
    decode: (wire) => words[wire] ?? "unknown",
    encode: (value: string) => words.indexOf(value),
  });
  expect(decodeJson("[1,2,null]", list(health))).toEqual(["healthy", "unhealthy", "unknown"]);
  expect(encodeJson(list(health).encode(["healthy"]))).toBe("[1]");
});

test("duration reads Go's durations and a bare zero when given [encoding.duration]", () => {
  expect(decodeJson('["1m30s",0,null,"0"]', list(duration))).toEqual([90_000, 0, 0, 0]);
  expect(encodeJson(list(duration).encode([90_000]))).toBe('["1m30s"]');
  expect(() => decodeJson('"3000"', duration)).toThrow("time: missing unit in duration");
});

test("raw keeps the text when a 64-bit integer or an order would be lost", () => {
  const text = '{"a":[{"id":5577006791947779410,"10":1,"9":2}, null ]}';
  const decoded = decodeJson(text, map(list(raw)));
  expect(decoded["a"]?.map((value) => value?.text)).toEqual([
    '{"id":5577006791947779410,"10":1,"9":2}',
    undefined,
  ]);
  expect(encodeJson(map(list(raw)).encode(decoded))).toBe(text.replaceAll(" ", ""));
});

test.for<readonly [name: string, codec: Codec<unknown>, value: unknown, reason: string]>([
  ["nothing for a string", string, undefined, "expected a string, found nothing"],
  ["null for a string", string, null, "expected a string, found nothing"],
  ["a number for a string", string, 42, "expected a string, found a number"],
  ["NaN for an integer", integer, NaN, `${anInteger}, found NaN`],
  ["a fraction for a count", unsigned, 1.5, `${aCount}, found 1.5`],
  ["a time without end for a duration", duration, Infinity, "expected milliseconds, found Infinity"],
  ["nothing for a duration", duration, undefined, "expected milliseconds, found undefined"],
  ["a string for a boolean", boolean, "false", "expected a boolean, found a string"],
  ["nothing for a list", list(string), undefined, "expected a list, found nothing"],
  ["an object for a list", list(spec), {}, "expected a list, found an object"],
  ["nothing for a map", map(string), undefined, "expected an object, found nothing"],
  ["a list for a map", map(string), [], "expected an object, found an array"],
  ["a number in a map", map(string), { a: 1 }, "expected a string, found a number"],
  ["nothing for an object", spec, undefined, "expected an object, found nothing"],
  ["an object that lacks a member", list(spec), [{}], "ID: expected a string, found nothing"],
  ["a wrong member", spec, { ...zero, tags: { a: 1 } }, "Tags: expected a string, found a number"],
])(
  "encode() refuses to write what would be read as something else when it is %s",
  ([, codec, value, reason]) => {
    expect(() => codec.encode(value)).toThrow(new TypeError(reason));
  },
);

test("nullable() writes null when a value that may be absent is", () => {
  expect(nullable(string).encode(undefined as unknown as null)).toBeNull();
});

const described = object({
  ids: requiredMember("IDs", list(string)),
  size: requiredMember("Size", integer),
});

test.for<readonly [name: string, text: string]>([
  ["all are there", '{"IDs":[],"Size":0}'],
  ["a list is null", '{"IDs":null,"Size":0}'],
  ["names are in another case and order", '{"size":0,"ids":[]}'],
])("requiredMember() takes a document when %s", ([, text]) => {
  expect(decodeJson(text, described)).toEqual({ ids: [], size: 0 });
});

test.for<readonly [name: string, text: string, why: string]>([
  ["nothing is there", "{}", "IDs: it is missing"],
  ["a list is missing", '{"Size":0}', "IDs: it is missing"],
  ["a number is missing", '{"IDs":[]}', "Size: it is missing"],
  ["a number is null", '{"IDs":[],"Size":null}', "Size: it is missing"],
])("requiredMember() refuses a document when %s", ([, text, why]) => {
  expect(() => decodeJson(text, described)).toThrow(why);
});

test.for(["1e2", "100.0", "1E2", "1.0e+2", "0.1e1"])(
  "integer refuses a number when it is written as %s",
  (text) => {
    const why = `without point or exponent, found ${text}`;
    expect(() => decodeJson(`{"a":"1.5","Size":${text}}`, object({ size: member("Size", integer) }))).toThrow(
      why,
    );
    expect(() => decodeJson(`{"Size":${text}}`, object({ size: member("Size", unsigned) }))).toThrow(why);
    expect(() => decodeJson(`[1,${text}]`, list(integer))).toThrow(why);
  },
);

test("integer takes a number when others of the document are written otherwise", () => {
  const sized = object({ size: member("Size", integer), properties: member("P", raw) });
  expect(decodeJson('{"P":1.50,"Size":-7}', sized)).toMatchObject({ size: -7 });
});
