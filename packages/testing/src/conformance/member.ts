import { map, raw, RawJson } from "@infrakit/spi/document";

/** An object with one member more; `null` if the value is no object. Members keep their text. */
export function addMember(value: RawJson | null, name: string, text: string): RawJson | null {
  const whole = value?.text ?? "{}";
  if (!whole.startsWith("{")) return null;
  const separator = whole === "{}" ? "" : ",";
  return RawJson.fromText(`${whole.slice(0, -1)}${separator}${JSON.stringify(name)}:${text}}`);
}

/** An object with some members replaced or added. @throws DecodeError if the value is no object. */
export function setMembers(value: RawJson | null, members: Readonly<Record<string, unknown>>): RawJson {
  const before = value === null ? {} : value.decode(map(raw));
  return RawJson.fromValue({ ...before, ...members });
}
