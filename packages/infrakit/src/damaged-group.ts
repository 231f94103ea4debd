import { type Codec, encodeJson, list, member, object, RawJson, string } from "@infrakit/spi/document";

/** A group that is not kept because its record is damaged. */
export interface DamagedGroup {
  /** Its id, or the name of its file where that does not tell the id. */
  readonly name: string;
  /** Which file it is, what is wrong with it and what to do about it. */
  readonly message: string;
}

const damagedGroups: Codec<readonly DamagedGroup[]> = list(
  object<DamagedGroup>({ name: member("Name", string), message: member("Message", string) }),
);

/** Writes damaged groups as other processes read them. */
export function damagedGroupsToWire(groups: readonly DamagedGroup[]): RawJson {
  return RawJson.fromChecked(encodeJson(damagedGroups.encode(groups)));
}

/** Reads what {@link damagedGroupsToWire} has written. @throws DecodeError if it is something else. */
export function damagedGroupsFromWire(document: RawJson): readonly DamagedGroup[] {
  return document.decode(damagedGroups);
}
