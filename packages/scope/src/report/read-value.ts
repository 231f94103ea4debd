import { emptyMap } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import { quoted } from "./show-path.ts";
import { isTime } from "./time.ts";

/** A text. As in Scope, a number or a boolean stands for its own, and `null` for the empty one. */
export function readText(reader: JsonReader): string {
  const kind = reader.kind();
  switch (kind) {
    case "a string":
      return reader.readString();
    case "a number":
      return reader.readNumber();
    case "a boolean":
      return reader.readWord();
    case "null":
      reader.readWord();
      return "";
    default:
      return reader.fail(`expected a string, found ${kind}`);
  }
}

/** A number that a float64 holds. As in Scope it may stand in quotes, and `null` is 0. */
export function readFloat(reader: JsonReader): number {
  const text = readNumberText(reader);
  // There is no negative zero in Scope's JSON.
  const value = Number(text) + 0;
  return Number.isFinite(value) ? value : reader.fail(`${quoted(text)} is beyond a 64-bit float`);
}

/** Go's `int`: neither `1.0` nor `1e2` is one. As in Scope it may stand in quotes, and `null` is 0. */
export function readInteger(reader: JsonReader): number {
  const text = readNumberText(reader);
  if (!/^-?\d+$/.test(text)) reader.fail(`${quoted(text)} is not written as an integer`);
  return Math.abs(Number(text)) < 2 ** 63
    ? Number(text) + 0
    : reader.fail(`${quoted(text)} is beyond 64 bits`);
}

function readNumberText(reader: JsonReader): string {
  const kind = reader.kind();
  if (kind === "a number") return reader.readNumber();
  if (kind === "null") {
    reader.readWord();
    return "0";
  }
  if (kind !== "a string") return reader.fail(`expected a number, found ${kind}`);
  const text = reader.readString();
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : reader.fail(`${quoted(text)} is no number`);
}

/** `null` is false. */
export function readBoolean(reader: JsonReader): boolean {
  const kind = reader.kind();
  if (kind !== "a boolean" && kind !== "null") reader.fail(`expected a boolean, found ${kind}`);
  return reader.readWord() === "true";
}

/** A time of RFC 3339; absent for `null`. */
export function readTime(reader: JsonReader): string | undefined {
  const kind = reader.kind();
  if (kind === "null") return void reader.readWord();
  if (kind !== "a string") return reader.fail(`expected an RFC 3339 time, found ${kind}`);
  const text = reader.readShared();
  return isTime(text)
    ? text
    : reader.fail(`${quoted(text)} is no RFC 3339 time; write it like "2026-01-31T12:00:00Z"`);
}

/** An object whose names are keys; `null` is empty. Of repeated keys the last one counts. */
export function readMap<T>(reader: JsonReader, readEntry: (key: string) => T): ReadonlyMap<string, T> {
  const kind = reader.kind();
  if (kind === "null") return readNothing(reader);
  if (kind !== "an object") return reader.fail(`expected an object, found ${kind}`);
  const entries = new Map<string, T>();
  reader.readObject((key) => entries.set(key, readEntry(key)));
  return entries;
}

/** A list; `null` is empty. */
export function readElements(reader: JsonReader, readElement: (index: number) => void): void {
  const kind = reader.kind();
  if (kind === "a list") return reader.readList(readElement);
  if (kind !== "null") return reader.fail(`expected a list, found ${kind}`);
  reader.readWord();
}

/** An object with members of its own. As in Scope, `null` and the empty list have none. */
export function readMembers(reader: JsonReader, readMember: (name: string) => void): void {
  const kind = reader.kind();
  if (kind === "an object") return reader.readObject(readMember);
  if (kind === "a list")
    return reader.readList(() => reader.fail("an object is expected in place of this list"));
  if (kind !== "null") return reader.fail(`expected an object, found ${kind}`);
  reader.readWord();
}

function readNothing(reader: JsonReader): ReadonlyMap<string, never> {
  reader.readWord();
  return emptyMap;
}
