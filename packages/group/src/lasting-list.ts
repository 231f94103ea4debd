import { type Codec, encodeJson, list, RawJson } from "@infrakit/spi/document";

/**
 * A list of values that never change: each is encoded once, however often a list with it is written. With a thousand
 * steps under way a record is written at every step, and nearly all of it is what it was.
 */
export function lastingList<T extends object>(codec: Codec<T>): Codec<readonly T[]> {
  const textsByValue = new WeakMap<T, string>();
  const textOf = (value: T): string => {
    const known = textsByValue.get(value);
    if (known !== undefined) return known;
    const text = encodeJson(codec.encode(value));
    textsByValue.set(value, text);
    return text;
  };
  const plain = list(codec);
  return {
    zero: plain.zero,
    decode: (...part) => plain.decode(...part),
    encode: (values) => RawJson.fromChecked(`[${values.map(textOf).join(",")}]`),
    schema: () => plain.schema(),
  };
}
