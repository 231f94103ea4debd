import { compactJson, isTooDeep, maxJsonDepth } from "./compact-json.ts";
import { DecodeError } from "./decode-error.ts";
import { PlaceSlicer } from "./place-slicer.ts";
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

/** A document that is asked for parts of more places is cut into all of its parts: each place costs a scan. */
const maxPlaces = 4;

/** How many characters of a part an error repeats. */
const maxExcerpt = 40;

/**
 * A JSON text together with its parsed value. `JSON.parse` loses digits of large numbers and the order of
 * integer-like member names, so opaque parts are taken from the text: {@link JsonSource.textOf}. That costs
 * nothing until it is asked for, and then one scan for all parts that stand in the same place, such as a member of
 * every element of a list.
 */
export class JsonSource {
  /** Holds the parsed document as its only member, so that the whole is a part like any other. */
  readonly root: JsonParent;
  readonly unknownMembers: UnknownMembers;
  readonly #text: string;
  readonly #places: PlaceSlicer[] = [];
  #mayHaveOthers: boolean | undefined;
  #slices: WeakMap<object, Slices> | undefined;

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
    if (parent === this.root) return this.#whole();
    return this.#textInPlace(parent, key) ?? this.#textInAll(parent, key);
  }

  /** The beginning of {@link textOf}: what an error repeats of a part that is no secret. */
  excerptOf(parent: JsonParent, key: string | number): string {
    const text = this.textOf(parent, key);
    return text.length > maxExcerpt ? `${text.slice(0, maxExcerpt)}…` : text;
  }

  /**
   * Whether a number is written as an integer: Go takes `100` for one, and neither `1e2` nor `100.0`. That costs nothing
   * where no number of the document is written otherwise.
   */
  isInteger(parent: JsonParent, key: string | number): boolean {
    this.#mayHaveOthers ??= /\d[.eE]/.test(this.#text);
    return !this.#mayHaveOthers || !/[.eE]/.test(this.textOf(parent, key));
  }

  #textInPlace(parent: JsonParent, key: string | number): string | undefined {
    if (this.#slices !== undefined) return undefined;
    for (const place of this.#places) {
      const text = place.find(parent, key);
      if (text !== undefined) return text;
    }
    if (this.#places.length === maxPlaces) return undefined;
    const place = new PlaceSlicer(this.#text, this.root[rootKey], { parent, key });
    this.#places.push(place);
    return place.find(parent, key);
  }

  /** A parent that is not of this document, or lacks the part, has no text in it. */
  #textInAll(parent: JsonParent, key: string | number): string {
    this.#slices ??= sliceJson(this.#whole(), this.root[rootKey]);
    return this.#slices.get(parent)?.get(key) ?? JSON.stringify(parent[key]);
  }

  #whole(): string {
    if (isTooDeep(this.#text)) throw new DecodeError(`nested deeper than ${maxJsonDepth} levels`);
    return compactJson(this.#text);
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
