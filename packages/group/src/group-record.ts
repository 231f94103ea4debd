import type { GroupSpec } from "@infrakit/spi/data";
import {
  boolean,
  type Codec,
  decodeJson,
  encodeJson,
  integer,
  list,
  mapped,
  member,
  nullable,
  object,
  raw,
  string,
} from "@infrakit/spi/document";
import { type GroupProperties, parseGroupProperties } from "./group-properties.ts";
import type { Expectation, Progress, Tombstone, UpdateFailure } from "./plan/index.ts";
import type { JournalRecord } from "./seams.ts";

/** Version of the record's document; a higher one is refused, not guessed at. */
const recordVersion = 1;

/** What a controller must remember of a group so that its successor can go on. */
export interface GroupRecord {
  readonly spec: GroupSpec;
  readonly destroying: boolean;
  readonly expectations: readonly Expectation[];
  readonly tombstones: readonly Tombstone[];
  readonly leaving: readonly string[];
  readonly updateFailure: UpdateFailure | null;
  readonly isSelfDrained: boolean;
}

const stepState = mapped<Expectation["state"], string>(string, {
  decode: (word) => (word === "sent" || word === "done" ? word : "unknown"),
  encode: (word) => word,
});

const reason = mapped<Tombstone["reason"], string>(string, {
  decode: (word) => (word === "rolling_update" ? word : "terminate"),
  encode: (word) => word,
});

const expectation: Codec<Expectation> = object<Expectation>({
  token: member("Token", string),
  slot: member("Slot", string),
  sentAt: member("SentAt", integer),
  deadline: member("Deadline", integer),
  state: member("State", stepState),
  endedAt: member("EndedAt", nullable(integer)),
  id: member("ID", nullable(string)),
});

const tombstone: Codec<Tombstone> = object<Tombstone>({
  id: member("ID", string),
  slot: member("Slot", string),
  reason: member("Reason", reason),
  sentAt: member("SentAt", integer),
  deadline: member("Deadline", integer),
  state: member("State", stepState),
  endedAt: member("EndedAt", nullable(integer)),
});

const groupRecord: Codec<GroupRecord & { readonly version: number }> = object({
  version: member("Version", integer),
  spec: member(
    "Spec",
    object<GroupSpec>({ id: member("ID", string), properties: member("Properties", raw) }),
  ),
  destroying: member("Destroying", boolean),
  expectations: member("Expectations", list(expectation)),
  tombstones: member("Tombstones", list(tombstone)),
  leaving: member("Leaving", list(string)),
  updateFailure: member(
    "UpdateFailure",
    nullable(object<UpdateFailure>({ id: member("ID", string), reason: member("Reason", string) })),
  ),
  isSelfDrained: member("SelfDrained", boolean),
});

/** The record of a group as it is now. Healthy windows and pauses are not kept: they start anew. */
export function recordOf(spec: GroupSpec, destroying: boolean, progress: Progress): GroupRecord {
  const { expectations, tombstones, leaving, updateFailure, selfDrain } = progress;
  return {
    spec,
    destroying,
    expectations,
    tombstones,
    leaving: [...leaving],
    updateFailure,
    isSelfDrained: selfDrain === "done",
  };
}

/** Writes a record for a journal. */
export function formatRecord(record: GroupRecord): JournalRecord {
  return { id: record.spec.id, text: encodeJson(groupRecord.encode({ version: recordVersion, ...record })) };
}

/** Reads a record of a journal. @throws Error that names the group. */
export function parseRecord({
  id,
  text,
}: JournalRecord): GroupRecord & { readonly properties: GroupProperties } {
  try {
    const { version, ...record } = decodeJson(text, groupRecord);
    if (version > recordVersion) {
      throw new Error(
        `it was written by a newer version (record version ${version}); use that version or newer`,
      );
    }
    return { ...record, properties: parseGroupProperties(record.spec.properties) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read the record of group "${id}": ${why}`, { cause: error });
  }
}
