import type { Codec } from "./codec.ts";
import { encodeJson, rawHolder, type EncodableRaw } from "./encode-json.ts";
import { type DecodeOptions, JsonSource, rootKey } from "./json-source.ts";

/**
 * A JSON value that nobody but its owner interprets: the `Properties` of a plugin, the `Value` of a metadata
 * path. It is kept as compact text, so that 64-bit integers, the order of members and `1.0` come out as they
 * went in. Go's name for it is `types.Any`; its `nil` is `null` here.
 */
export class RawJson implements EncodableRaw {
  /** Valid JSON without white space between its tokens. */
  readonly text: string;

  /** @throws DecodeError if `text` is not JSON. */
  static fromText(text: string): RawJson {
    const source = new JsonSource(text);
    return new RawJson(source.textOf(source.root, rootKey));
  }

  /** Writes a plain value as JSON. Members come in the order in which JavaScript lists them. */
  static fromValue(value: unknown): RawJson {
    return new RawJson(encodeJson(value));
  }

  /** Takes text that is known to be compact, valid JSON, such as a part of a document that was parsed. */
  static fromChecked(text: string): RawJson {
    return new RawJson(text);
  }

  private constructor(text: string) {
    this.text = text;
  }

  /** The value as `JSON.parse` reads it: numbers are float64. */
  parse(): unknown {
    return JSON.parse(this.text) as unknown;
  }

  /** Reads the value as a certain shape. @throws DecodeError if it has another. */
  decode<T>(codec: Codec<T>, options?: DecodeOptions): T {
    const source = new JsonSource(this.text, options);
    return codec.decode(source.root, rootKey, source);
  }

  /** Two values are equal if they were written alike; `1` and `1.0` are not. */
  equals(other: RawJson): boolean {
    return this.text === other.text;
  }

  /** Lets `JSON.stringify` write the value; `encodeJson` writes the text itself. */
  toJSON(): unknown {
    return rawHolder(this) ?? this.parse();
  }
}

/** Reads a document whose shape is known. @throws DecodeError if it is not JSON or has another shape. */
export function decodeJson<T>(text: string, codec: Codec<T>, options?: DecodeOptions): T {
  const source = new JsonSource(text, options);
  return codec.decode(source.root, rootKey, source);
}
