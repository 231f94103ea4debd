import { absentList, raw } from "./codecs.ts";
import { compareBytes } from "./compare-bytes.ts";
import { type JsonParent, JsonSource, rootKey } from "./json-source.ts";
import type { Path } from "./path.ts";
import type { RawJson } from "./raw-json.ts";

/**
 * What stands at a path of a document, as it was written; `null` if nothing does. A name may end in the index of an
 * element: `x[1]` is `x`, then `[1]`, unless there is a member of that very name. `[field=value]` is the first element
 * that has the value there; `field` may be a path with slashes, and strings are compared without quotes.
 */
export function findAtPath(document: RawJson, path: Path): RawJson | null {
  const source = new JsonSource(document.text);
  const place = followPath({ parent: source.root, key: rootKey }, path);
  return place === undefined ? null : raw.decode(place.parent, place.key, source);
}

/**
 * The names right below a path, in the order of their bytes: members of an object, `[0]`, `[1]`, … of a list. What is
 * neither has none; where nothing stands, or `null`, there is {@link absentList}, as Go tells these apart.
 */
export function keysAtPath(document: RawJson, path: Path): readonly string[] {
  const { root } = new JsonSource(document.text);
  const place = followPath({ parent: root, key: rootKey }, path);
  const value = place?.parent[place.key] ?? null;
  if (value === null) return absentList;
  if (typeof value !== "object") return [];
  const keys = Array.isArray(value) ? value.map((_, index) => `[${index}]`) : Object.keys(value);
  return keys.sort(compareBytes);
}

/** A part of a document: `parent[key]`. */
interface Place {
  readonly parent: JsonParent;
  readonly key: string | number;
}

function followPath(start: Place, path: Path): Place | undefined {
  let place: Place | undefined = start;
  for (const name of path) place &&= enter(place, name);
  return place;
}

function enter(place: Place, name: string): Place | undefined {
  return enterPlainly(place, name) ?? enterBySuffix(place, name);
}

function enterPlainly({ parent, key }: Place, name: string): Place | undefined {
  const value = parent[key];
  if (typeof value !== "object" || value === null) return undefined;
  const within = value as JsonParent;
  if (!Array.isArray(value)) return Object.hasOwn(value, name) ? { parent: within, key: name } : undefined;
  const index = findIndex(value, name);
  return index === undefined ? undefined : { parent: within, key: index };
}

function enterBySuffix(place: Place, name: string): Place | undefined {
  const [, before, index] = /^(.+)(\[[^[\]]+\])$/.exec(name) ?? [];
  if (before === undefined || index === undefined) return undefined;
  const list = enter(place, before);
  return list && enterPlainly(list, index);
}

/** Go takes the first element where an index is out of range; here that is no element. */
function findIndex(list: readonly unknown[], name: string): number | undefined {
  const number = /^\[([+-]?\d+)\]$/.exec(name)?.[1];
  if (number !== undefined) {
    const index = Number(number) < 0 ? list.length + Number(number) : Number(number);
    return index in list ? index : undefined;
  }
  const [, field, wanted] = /^\[([^=]*)=(.*)\]$/.exec(name) ?? [];
  if (field === undefined) return undefined;
  const at = list.findIndex((_, index) => textAt(list, index, field) === wanted);
  return at < 0 ? undefined : at;
}

/** How the field of an element reads, if it is there. */
function textAt(list: readonly unknown[], index: number, field: string): string | undefined {
  const names = field.split("/").filter((name) => name !== "");
  const place = followPath({ parent: list as unknown as JsonParent, key: index }, names);
  const value = place?.parent[place.key] ?? undefined;
  return typeof value === "string" || value === undefined ? value : JSON.stringify(value);
}
