import { type Codec, DecodeError } from "@infrakit/spi/document";

/** So many instances, or a percentage of a group such as `"25%"`. */
export type Amount = number | string;

/** Reads an amount; absent or `null` is 0. */
export const amount: Codec<Amount> = {
  zero: 0,
  decode(parent, key, source) {
    const value = parent[key];
    if (value === null || value === undefined) return 0;
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    if (typeof value === "string" && percentage.test(value)) return value;
    const wanted = `an integer from 0 to ${Number.MAX_SAFE_INTEGER}, or a percentage from "0%" to "100%"`;
    throw new DecodeError(`expected ${wanted}, found ${source.excerptOf(parent, key)}`);
  },
  encode: (value) => value,
  schema: () => ({
    anyOf: [
      { type: ["integer", "null"], minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      { type: "string", pattern: percentage.source },
    ],
  }),
};

const percentage = /^(?:100|[1-9]?[0-9])%$/;

/** A share from 0 to 1; absent or `null` is 0. */
export const ratio: Codec<number> = {
  zero: 0,
  decode(parent, key, source) {
    const value = parent[key] ?? 0;
    if (typeof value === "number" && value >= 0 && value <= 1) return value;
    throw new DecodeError(`expected a number from 0 to 1, found ${source.excerptOf(parent, key)}`);
  },
  encode: (value) => value,
  schema: () => ({ type: ["number", "null"], minimum: 0, maximum: 1 }),
};

/** The same codec with another meaning of absent or `null`. */
export function withDefault<T>(codec: Codec<T>, usual: T): Codec<T> {
  return {
    ...codec,
    zero: usual,
    decode: (parent, key, source) =>
      (parent[key] ?? null) === null ? usual : codec.decode(parent, key, source),
  };
}

/** How many of `size` instances an amount is, before it is rounded. */
export function amountOf(given: Amount, size: number): number {
  return typeof given === "number" ? given : (Number.parseInt(given, 10) * size) / 100;
}

/** Whether an amount is none, whatever the size of the group. */
export function isNone(given: Amount): boolean {
  return amountOf(given, 100) === 0;
}
