import { compactJson, isTooDeep, maxJsonDepth } from "./compact-json.ts";
import { DecodeError } from "./decode-error.ts";
import { sliceJson, type Slices } from "./slice-json.ts";

/** An array or object of a parsed document: what a {@link JsonSource} can be asked about. */
export type JsonParent = Readonly<Record<string | number, unknown>>;

/** What a decoder does with a member that it does not know. Go ignores it; a command should not. */
export type UnknownMembers = "ignore" | "refuse";

/** How a document is read. */
export interface DecodeOptions {
  /** Default `ignore`. */
  readonly unknownMembers?: UnknownMembers;
}

/**
 * A JSON text together with its parsed value. `JSON.parse` loses digits of large numbers and the order of
 * integer-like member names, so opaque parts are taken from the text: {@link JsonSource.textOf}. That costs
 * nothing until it is asked for, and little where the value, written again, gives the very same text: then
 * nothing was lost, and each part may be written from its value.
 */
export class JsonSource {
  /** Holds the parsed document as its only member, so that the whole is a part like any other. */
  readonly root: JsonParent;
  readonly unknownMembers: UnknownMembers;
  readonly #text: string;
  #slices: WeakMap<object, Slices> | "not needed" | undefined;

  /** @throws DecodeError if the text is not JSON. */
  constructor(text: string, options: DecodeOptions = {}) {
    this.#text = text;
    this.root = { [rootKey]: parse(text) };
    this.unknownMembers = options.unknownMembers ?? "ignore";
  }

  /**
   * The compact text of one part of the document as it was written.
   * @throws DecodeError if the document is nested deeper than {@link maxJsonDepth}.
   */
  textOf(parent: JsonParent, key: string | number): string {
    this.#slices ??= this.#slice();
    const sliced = this.#slices === "not needed" ? undefined : this.#slices.get(parent)?.get(key);
    return sliced ?? JSON.stringify(parent[key]);
  }

  #slice(): WeakMap<object, Slices> | "not needed" {
    if (isTooDeep(this.#text)) throw new DecodeError(`nested deeper than ${maxJsonDepth} levels`);
    const value = this.root[rootKey];
    if (JSON.stringify(value) === this.#text.trimEnd()) return "not needed";
    const slices = sliceJson(this.#text, value);
    slices.set(this.root, new Map([[rootKey, compactJson(this.#text)]]));
    return slices;
  }
}

/** The name under which {@link JsonSource.root} holds the document. */
export const rootKey = "";

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DecodeError(`not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
