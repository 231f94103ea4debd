import type { InstanceSpec, Tags } from "@infrakit/spi/data";
import {
  type Codec,
  list,
  map,
  member,
  nullable,
  object,
  raw,
  type RawJson,
  string,
} from "@infrakit/spi/document";
import { attachmentCodec } from "./attachment.ts";

/** What a file of the file instance plugin holds. */
export interface FileRecord {
  readonly id: string;
  readonly logicalId: string | null;
  /** The tags of the spec and all labels. */
  readonly tags: Tags;
  /** The spec that the instance was made from, as it was written. */
  readonly spec: RawJson | null;
}

/** `{"ID","LogicalID","Tags","Spec"}`, InfraKit's format. */
export const fileRecordCodec: Codec<FileRecord> = object<FileRecord>({
  id: member("ID", string),
  logicalId: member("LogicalID", nullable(string)),
  tags: member("Tags", map(string)),
  spec: member("Spec", raw),
});

/** `{"Properties","Tags","Init","LogicalID","Attachments"}`, InfraKit's `instance.Spec`. */
export const instanceSpecCodec: Codec<InstanceSpec> = object<InstanceSpec>({
  properties: member("Properties", raw),
  tags: member("Tags", map(string)),
  init: member("Init", string),
  logicalId: member("LogicalID", nullable(string)),
  attachments: member("Attachments", list(attachmentCodec)),
});
