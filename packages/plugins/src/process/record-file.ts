import { createHash } from "node:crypto";
import {
  decodeJson,
  encodeJson,
  integer,
  member,
  object,
  raw,
  type RawJson,
  string,
} from "@infrakit/spi/document";
import { type InstanceRecord, instanceRecordCodec } from "./record.ts";

/** Version of the file's layout. The first was the bare record. */
const layout = 2;

/** `{"Version","SHA256","Instance"}`: the checksum is that of the instance's text, without white space. */
interface RecordFile {
  readonly version: number;
  readonly checksum: string;
  readonly instance: RawJson | null;
}

const recordFileCodec = object<RecordFile>({
  version: member("Version", integer),
  checksum: member("SHA256", string),
  instance: member("Instance", raw),
});

/**
 * Writes a record as it stands in its file. The checksum is there for those who edit the file: an instance that is
 * listed with another tag than it was made with is nobody's, and would be made a second time.
 */
export function formatRecordFile(record: InstanceRecord): string {
  const instance = encodeJson(instanceRecordCodec.encode(record));
  return `{"Version":${layout},"SHA256":"${digest(instance)}","Instance":${instance}}\n`;
}

/** Reads the content of a file. @throws Error that says in words what is wrong with it. */
export function parseRecordFile(text: string): InstanceRecord {
  if (text.trim() === "") throw new Error("it is empty");
  const { version, checksum, instance } = decodeJson(text, recordFileCodec);
  if (version === 0 && instance === null) return parseBareRecord(text);
  if (version !== layout) throw new Error(`its layout is ${version}, this version reads ${layout}`);
  if (instance === null || checksum !== digest(instance.text))
    throw new Error("it was edited, or is damaged: its checksum does not match");
  return instance.decode(instanceRecordCodec);
}

/** Files of the first layout tell of damage only if a name in them is no name any more. */
function parseBareRecord(text: string): InstanceRecord {
  return decodeJson(text, instanceRecordCodec, { unknownMembers: "refuse" });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
