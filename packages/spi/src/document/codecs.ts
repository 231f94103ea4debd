import { type Codec, expected, locate } from "./codec.ts";
import { compareBytes } from "./compare-bytes.ts";
import { DecodeError } from "./decode-error.ts";
import { durationPattern, formatDuration, parseDuration } from "./duration.ts";
import { encodeJson } from "./encode-json.ts";
import { type JsonSchema, orNull } from "./json-schema.ts";
import type { JsonParent, JsonSource } from "./json-source.ts";
import { RawJson } from "./raw-json.ts";

/** A string; zero is the empty one. */
export const string: Codec<string> = scalar<string>(
  { what: "a string", zero: "", schema: { type: ["string", "null"] } },
  (value) => typeof value === "string",
);

/** A boolean; zero is `false`. */
export const boolean: Codec<boolean> = scalar<boolean>(
  { what: "a boolean", zero: false, schema: { type: ["boolean", "null"] } },
  (value) => typeof value === "boolean",
);

/** Go's `int`, as far as a float64 holds it. */
export const integer: Codec<number> = integersFrom(Number.MIN_SAFE_INTEGER);

/** Go's `uint`: an integer that is not negative. */
export const unsigned: Codec<number> = integersFrom(0);

/** Takes an integer only if it is written as one. Of each the source has to be asked, so none is plain. */
function integersFrom(minimum: number): Codec<number> {
  const maximum = Number.MAX_SAFE_INTEGER;
  const what = `an integer from ${minimum} to ${maximum}`;
  const isValid = (value: number): boolean => Number.isSafeInteger(value) && value >= minimum;
  return {
    zero: 0,
    decode(parent, key, source) {
      const value = parent[key];
      if (value === null || value === undefined) return 0;
      if (typeof value !== "number") throw new DecodeError(expected(what, value));
      if (value === 0 || (isValid(value) && source.isInteger(parent, key))) return value;
      const found = source.excerptOf(parent, key);
      throw new DecodeError(
        `expected ${what}${isValid(value) ? " without point or exponent" : ""}, found ${found}`,
      );
    },
    encode(value) {
      if (typeof value !== "number") throw new TypeError(expected(what, value));
      if (!isValid(value)) throw new TypeError(`expected ${what}, found ${value}`);
      return value;
    },
    schema: () => ({ type: ["integer", "null"], minimum, maximum }),
  };
}

/** Any JSON value, kept as it was written; zero is `null`. */
export const raw: Codec<RawJson | null> = {
  zero: null,
  decode: (parent, key, source) =>
    parent[key] === null || parent[key] === undefined
      ? null
      : RawJson.fromChecked(source.textOf(parent, key)),
  encode: (value) => value,
  schema: () => ({}),
};

/** A Go duration string such as `"1m30s"`, as milliseconds. A bare `0` is taken too. */
export const duration: Codec<number> = {
  zero: 0,
  decode(parent, key) {
    const value = parent[key];
    if (value === null || value === undefined || value === 0) return 0;
    if (typeof value !== "string") throw new DecodeError(expected('a duration such as "30s"', value));
    return parseDuration(value);
  },
  encode(value) {
    if (!Number.isFinite(value)) throw new TypeError(`expected milliseconds, found ${String(value)}`);
    return formatDuration(value);
  },
  schema: () => ({ anyOf: [{ type: "string", pattern: durationPattern }, { enum: [0, null] }] }),
};

/** Absent or `null` is `null`, and differs from the zero value of what it wraps. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    zero: null,
    decode: (parent, key, source) =>
      parent[key] === null || parent[key] === undefined ? null : codec.decode(parent, key, source),
    // Plugins that are not written in TypeScript leave out what they have not.
    encode: (value) => ((value ?? null) === null ? null : codec.encode(value as T)),
    schema: () => orNull(codec.schema()),
  };
}

/**
 * The list that a document leaves out or calls `null` (Go's nil slice). It is an empty list like any other,
 * but written again it is `null`, as Go does.
 */
export const absentList: readonly never[] = Object.freeze([]);

/** A list; absent or `null` is {@link absentList}. */
export function list<T>(codec: Codec<T>): Codec<readonly T[]> {
  return {
    zero: absentList,
    decode(parent, key, source) {
      const value = parent[key];
      if (value === null || value === undefined) return absentList;
      if (!Array.isArray(value)) throw new DecodeError(expected("a list", value));
      return isPlainList(codec, value) ? (value as readonly T[]) : decodeElements(codec, value, source);
    },
    encode(value) {
      if (value === absentList) return null;
      if (!Array.isArray(value)) throw new TypeError(expected("a list", value));
      return isPlainList(codec, value) ? value : value.map((element: T) => codec.encode(element));
    },
    schema: () => ({ type: ["array", "null"], items: codec.schema() }),
  };
}

/** The map that a document leaves out or calls `null` (Go's nil map); see {@link absentList}. */
export const absentMap: Readonly<Record<string, never>> = Object.freeze({});

/** A map from names to values of one shape, written in the order of the bytes of its names. */
export function map<T>(codec: Codec<T>): Codec<Readonly<Record<string, T>>> {
  return {
    zero: absentMap,
    decode(parent, key, source) {
      const value = parent[key];
      if (value === null || value === undefined) return absentMap;
      if (typeof value !== "object" || Array.isArray(value))
        throw new DecodeError(expected("an object", value));
      return isPlainMap(codec, value)
        ? (value as Readonly<Record<string, T>>)
        : decodeValues(codec, value as JsonParent, source);
    },
    encode(value) {
      if (value === absentMap) return null;
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new TypeError(expected("an object", value));
      return isPlainMap(codec, value) && isInOrder(value) ? value : encodeMap(codec, value);
    },
    schema: () => ({ type: ["object", "null"], additionalProperties: codec.schema() }),
  };
}

/** How a value is called in a document, and what a document may call it. */
interface Conversion<T, W> {
  readonly decode: (wire: W) => T;
  readonly encode: (value: T) => W;
  /** All that `decode` takes, if it refuses anything else. */
  readonly allowed?: readonly (W & (string | number | null))[];
}

/** A value under another name: the words of a protocol that writes numbers, for one. */
export function mapped<T, W>(codec: Codec<W>, conversion: Conversion<T, W>): Codec<T> {
  const { allowed } = conversion;
  return {
    zero: conversion.decode(codec.zero),
    decode: (parent, key, source) => conversion.decode(codec.decode(parent, key, source)),
    encode: (value) => codec.encode(conversion.encode(value)),
    schema: () => (allowed === undefined ? codec.schema() : { enum: [...new Set([...allowed, null])] }),
  };
}

interface Scalar<T> {
  readonly what: string;
  readonly zero: T;
  readonly schema: JsonSchema;
}

function scalar<T>({ what, zero, schema }: Scalar<T>, isValid: (value: unknown) => boolean): Codec<T> {
  return {
    zero,
    decode(parent, key) {
      const value = parent[key];
      if (value === null || value === undefined) return zero;
      if (!isValid(value)) throw new DecodeError(expected(what, value));
      return value as T;
    },
    encode(value) {
      if (!isValid(value)) throw new TypeError(expected(what, value));
      return value;
    },
    isPlain: isValid,
    schema: () => schema,
  };
}

function isPlainList<T>(codec: Codec<T>, elements: readonly unknown[]): boolean {
  return codec.isPlain !== undefined && elements.every(codec.isPlain);
}

function isPlainMap<T>(codec: Codec<T>, value: object): boolean {
  if (codec.isPlain === undefined) return false;
  for (const name in value) if (!codec.isPlain((value as JsonParent)[name])) return false;
  return true;
}

/** Whether JavaScript lists the names of a map in the order of their bytes. */
function isInOrder(value: object): boolean {
  let last: string | undefined;
  for (const name in value) {
    if (last !== undefined && compareBytes(last, name) > 0) return false;
    last = name;
  }
  return true;
}

function decodeElements<T>(codec: Codec<T>, elements: readonly unknown[], source: JsonSource): T[] {
  const parent = elements as unknown as JsonParent;
  const decoded: T[] = [];
  try {
    while (decoded.length < elements.length) decoded.push(codec.decode(parent, decoded.length, source));
    return decoded;
  } catch (error) {
    throw locate(error, decoded.length);
  }
}

function decodeValues<T>(
  codec: Codec<T>,
  parent: JsonParent,
  source: JsonSource,
): Readonly<Record<string, T>> {
  const entries: [string, T][] = [];
  for (const name of Object.keys(parent)) {
    try {
      entries.push([name, codec.decode(parent, name, source)]);
    } catch (error) {
      throw locate(error, name);
    }
  }
  return Object.fromEntries(entries);
}

/** JavaScript lists integer-like names first, whatever their place, so such a map is written as text. */
function encodeMap<T>(codec: Codec<T>, value: Readonly<Record<string, T>>): unknown {
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  const encoded = entries.map(([name, part]) => [name, codec.encode(part)] as const);
  if (!entries.some(([name]) => integerLike.test(name))) return Object.fromEntries(encoded);
  const members = encoded.map(([name, part]) => `${encodeJson(name)}:${encodeJson(part)}`);
  return RawJson.fromChecked(`{${members.join(",")}}`);
}

const integerLike = /^(?:0|[1-9][0-9]{0,9})$/;
