import { DecodeError } from "./decode-error.ts";
import type { JsonParent, JsonSource } from "./json-source.ts";
import { closestName } from "./closest-name.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * One shape in both directions: how a part of a JSON document becomes a TypeScript value, and back. Reading
 * follows Go's `encoding/json`: names match whatever their case, unknown members are ignored (or refused, if
 * the reader asks for it), an absent member or `null` is the zero value.
 */
export interface Codec<T> {
  /** What an absent member or `null` means. */
  readonly zero: T;
  /** Reads `parent[key]`. @throws DecodeError that names the part. */
  decode(parent: JsonParent, key: string | number, source: JsonSource): T;
  /**
   * What to hand to `encodeJson`; `undefined` leaves a member out.
   * @throws TypeError that names the part, if the value is not what its type says: what JavaScript makes of it, such as
   * `null` for `NaN`, would be read as something else.
   */
  encode(value: T): unknown;
  /**
   * What decoding takes, made anew at every call. It says less than the decoder knows in five points: the decoder
   * finds a member whatever the case of its name, as Go does, where a schema has one name; it refuses nesting beyond
   * a limit, durations beyond 2^63 ns, integers that are written as `1e2` or `1.0`, and `null` in the place of a required member that is no list.
   */
  schema(): JsonSchema;
  /**
   * Whether a part of a document is what decoding it gives and encoding that gives again. Lists and maps of such
   * parts need not be copied. Codecs that always convert do without.
   */
  readonly isPlain?: (part: unknown) => boolean;
}

/** One member of an object: its name in documents and its codec. */
export interface Member<T> {
  readonly wireName: string;
  readonly codec: Codec<T>;
  /** Leaves the member out of the document when its value is the zero value. */
  readonly omitZero: boolean;
  /** Refuses a document without it: that nothing is known does not mean that there is nothing. */
  readonly isRequired: boolean;
}

/** Describes a member of an {@link object}. */
export function member<T>(wireName: string, codec: Codec<T>, options?: { omitZero: boolean }): Member<T> {
  return { wireName, codec, omitZero: options?.omitZero ?? false, isRequired: false };
}

/** A member that must be there. `null` will do for a list only: so Go calls one that is empty. */
export function requiredMember<T>(wireName: string, codec: Codec<T>): Member<T> {
  return { wireName, codec, omitZero: false, isRequired: true };
}

type Members<T> = { readonly [K in keyof T]-?: Member<T[K]> };

/** A member of a value, under both of its names. */
interface Field<T> extends Member<T[keyof T]> {
  readonly name: keyof T;
}

/** An object. Its members are written in the order in which they are listed here. */
export function object<T extends object>(members: Members<T>): Codec<T> {
  const entries = Object.entries(members) as [keyof T, Member<T[keyof T]>][];
  const fields = entries.map(([name, of]): Field<T> => ({ name, ...of }));
  // Copies of these have their members from the start, which costs less than to add them one by one.
  const initial = Object.fromEntries(fields.map(({ name, codec }) => [name, codec.zero])) as T;
  const blank: Record<string, unknown> = Object.fromEntries(
    fields.map(({ wireName }) => [wireName, undefined]),
  );
  const zero = Object.freeze({ ...initial });
  const required = fields.filter(({ isRequired }) => isRequired);
  return {
    zero,
    decode(parent, key, source) {
      const value = parent[key];
      if (value === null || value === undefined) return zero;
      if (typeof value !== "object" || Array.isArray(value))
        throw new DecodeError(expected("an object", value));
      for (const field of required) checkPresent(value as JsonParent, field);
      const decoded = { ...initial };
      const isComplete = decodeInOrder(decoded, { parent: value as JsonParent, fields }, source);
      if (!isComplete) decodeByName(decoded, { parent: value as JsonParent, fields }, source);
      return decoded;
    },
    encode(value) {
      if (typeof value !== "object" || value === null) throw new TypeError(expected("an object", value));
      const encoded = { ...blank };
      for (const { name, wireName, codec, omitZero } of fields) {
        if (!omitZero || value[name] !== codec.zero)
          encoded[wireName] = encodeAt(codec, value[name], wireName);
      }
      return encoded;
    },
    schema: () => ({
      type: ["object", "null"],
      properties: Object.fromEntries(fields.map(({ wireName, codec }) => [wireName, codec.schema()])),
      ...(required.length > 0 && { required: required.map(({ wireName }) => wireName) }),
    }),
  };
}

function checkPresent<T>(parent: JsonParent, { wireName, codec }: Field<T>): void {
  const value = parent[wireName] ?? parent[keyFinder(Object.keys(parent), new Set([wireName]))(wireName)];
  if (value === undefined || (value === null && !Array.isArray(codec.zero)))
    throw new DecodeError("it is missing", { path: wireName });
}

interface DecodeFrom<T> {
  readonly parent: JsonParent;
  readonly fields: readonly Field<T>[];
}

/**
 * Decodes members that stand in the order of the fields, as all do that were written by this codec or by Go. False
 * if some do not; those before them are decoded then.
 */
function decodeInOrder<T extends object>(
  decoded: T,
  { parent, fields }: DecodeFrom<T>,
  source: JsonSource,
): boolean {
  let next = 0;
  let key = "";
  try {
    for (key in parent) {
      while (next < fields.length && fields[next]?.wireName !== key) next++;
      const field = fields[next++];
      if (field === undefined) return false;
      decoded[field.name] = field.codec.decode(parent, key, source);
    }
    return true;
  } catch (error) {
    throw locate(error, key);
  }
}

function decodeByName<T extends object>(
  decoded: T,
  { parent, fields }: DecodeFrom<T>,
  source: JsonSource,
): void {
  const names = Object.keys(parent);
  const wireNames = new Set(fields.map(({ wireName }) => wireName));
  const keyOf = keyFinder(names, wireNames);
  for (const { name, wireName, codec } of fields) {
    const key = keyOf(wireName);
    decoded[name] = Object.hasOwn(parent, key) ? decodeAt(codec, parent, { key, source }) : codec.zero;
  }
  if (source.unknownMembers === "refuse") refuseUnknown(names, [...wireNames]);
}

/** Under which name a member is there. Of those that differ by case only, Go takes the last. */
function keyFinder(names: readonly string[], wireNames: ReadonlySet<string>): (wireName: string) => string {
  if (names.every((name) => wireNames.has(name))) return (wireName) => wireName;
  const lastByFolded = new Map(names.map((name) => [name.toLowerCase(), name]));
  return (wireName) => lastByFolded.get(wireName.toLowerCase()) ?? wireName;
}

function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const folded = new Set(known.map((name) => name.toLowerCase()));
  for (const name of names) {
    if (folded.has(name.toLowerCase())) continue;
    const closest = closestName(name, known);
    const hint = closest === undefined ? `known are ${known.join(", ")}` : `did you mean "${closest}"?`;
    throw new DecodeError(`unknown member; ${hint}`, { path: name });
  }
}

/** Decodes one part and names it in the error. */
function decodeAt<T>(
  codec: Codec<T>,
  parent: JsonParent,
  { key, source }: { readonly key: string; readonly source: JsonSource },
): T {
  try {
    return codec.decode(parent, key, source);
  } catch (error) {
    throw locate(error, key);
  }
}

/** Encodes one part and names it in the error. */
function encodeAt<T>(codec: Codec<T>, value: T, key: string): unknown {
  try {
    return codec.encode(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`${key}: ${error.message}`, { cause: error });
  }
}

/** Names the part in which an error was found. */
export function locate(error: unknown, key: string | number): unknown {
  return error instanceof DecodeError ? error.under(key) : error;
}

/** Says what was wanted and what was found, without repeating a value that may be secret. */
export function expected(what: string, value: unknown): string {
  return `expected ${what}, found ${nounOf(value)}`;
}

function nounOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
