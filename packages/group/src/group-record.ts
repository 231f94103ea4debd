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
  type RawJson,
  string,
} from "@infrakit/spi/document";
import { type GroupProperties, parseGroupProperties } from "./group-properties.ts";
import { lastingList } from "./lasting-list.ts";
import type {
  Expectation,
  Flawed,
  Losses,
  Progress,
  Tombstone,
  UpdateFailure,
  UpdateWord,
} from "./plan/index.ts";
import type { JournalRecord } from "./seams.ts";

/** Version of the record's document; a higher one is refused, not guessed at. */
const recordVersion = 1;

/** What a controller must remember of a group so that its successor can go on. */
export interface GroupRecord {
  readonly spec: GroupSpec;
  /** Properties that the group converged to last; `null` if it never did. */
  readonly converged: RawJson | null;
  readonly destroying: boolean;
  readonly expectations: readonly Expectation[];
  readonly tombstones: readonly Tombstone[];
  readonly leaving: readonly string[];
  readonly unlisted: readonly string[];
  readonly refusal: string | null;
  readonly flawed: Flawed | null;
  readonly kept: readonly string[];
  readonly losses: readonly Losses[];
  readonly replacing: readonly string[];
  readonly word: UpdateWord;
  readonly isUpdating: boolean;
  readonly isPromoted: boolean;
  readonly isRollback: boolean;
  readonly takenBack: UpdateFailure | null;
  readonly updateFailure: UpdateFailure | null;
  readonly extent: number | null;
  readonly isSelfDrained: boolean;
}

const stepState = stateAmong("sent", "done");

const tombstoneState = stateAmong("sent", "done", "refused");

const madeFrom = mapped<Expectation["version"], string>(string, {
  decode: (word) => (word === "former" ? word : "committed"),
  encode: (word) => word,
});

const reason = mapped<Tombstone["reason"], string>(string, {
  decode: (word) => (word === "rolling_update" ? word : "terminate"),
  encode: (word) => word,
});

const updateWord = mapped<UpdateWord, string>(string, {
  decode: (word) => (word === "pause" || word === "abort" ? word : "go"),
  encode: (word) => word,
});

const expectation: Codec<Expectation> = object<Expectation>({
  token: member("Token", string),
  slot: member("Slot", string),
  logicalId: member("LogicalID", nullable(string)),
  version: member("Version", madeFrom),
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
  isRepeated: member("Repeated", boolean),
  isHealing: member("Healing", boolean),
  sentAt: member("SentAt", integer),
  deadline: member("Deadline", integer),
  state: member("State", tombstoneState),
  endedAt: member("EndedAt", nullable(integer)),
});

const losses: Codec<Losses> = object<Losses>({
  slot: member("Slot", string),
  count: member("Count", integer),
  inARow: member("InARow", integer),
  lastAt: member("LastAt", integer),
  instance: member("Instance", string),
  reason: member("Reason", nullable(string)),
});

const failure = nullable(
  object<UpdateFailure>({ id: member("ID", nullable(string)), reason: member("Reason", string) }),
);

const flawed = nullable(
  object<Flawed>({
    id: member("ID", string),
    slot: member("Slot", string),
    logicalId: member("LogicalID", nullable(string)),
  }),
);

const groupRecord: Codec<GroupRecord & { readonly version: number }> = object({
  version: member("Version", integer),
  spec: member(
    "Spec",
    object<GroupSpec>({ id: member("ID", string), properties: member("Properties", raw) }),
  ),
  converged: member("Converged", raw),
  destroying: member("Destroying", boolean),
  expectations: member("Expectations", lastingList(expectation)),
  tombstones: member("Tombstones", lastingList(tombstone)),
  leaving: member("Leaving", list(string)),
  unlisted: member("Unlisted", list(string)),
  refusal: member("Refusal", nullable(string)),
  flawed: member("Flawed", flawed),
  kept: member("Kept", list(string)),
  losses: member("Losses", lastingList(losses)),
  replacing: member("Replacing", list(string)),
  word: member("Word", updateWord),
  isUpdating: member("Updating", boolean),
  isPromoted: member("Promoted", boolean),
  isRollback: member("Rollback", boolean),
  takenBack: member("TakenBack", failure),
  updateFailure: member("UpdateFailure", failure),
  extent: member("Extent", nullable(integer)),
  isSelfDrained: member("SelfDrained", boolean),
});

/** Of a step in any other state nobody knows what came of it. */
function stateAmong<State extends string>(...states: readonly State[]): Codec<State | "unknown"> {
  return mapped<State | "unknown", string>(string, {
    decode: (word) => states.find((state) => state === word) ?? "unknown",
    encode: (word) => word,
  });
}

/** The record of a group as it is now. Healthy windows and pauses are not kept: they start anew. */
export function recordOf(
  group: Pick<GroupRecord, "spec" | "converged" | "destroying">,
  progress: Progress,
): GroupRecord {
  const { expectations, tombstones, leaving, unlisted, replacing, updateFailure, selfDrain } = progress;
  const { word, isUpdating, isPromoted, isRollback, takenBack, extent, kept, refusal } = progress;
  return {
    ...group,
    kept,
    losses: [...progress.losses.values()],
    expectations,
    tombstones,
    leaving: [...leaving],
    unlisted: [...unlisted],
    refusal,
    flawed: progress.flawed,
    replacing: [...replacing],
    word,
    isUpdating,
    isPromoted,
    isRollback,
    takenBack,
    updateFailure,
    extent,
    isSelfDrained: selfDrain === "done",
  };
}

/** Writes a record for a journal, as soon as the text is asked for: a journal in memory may never do. */
export function formatRecord(record: GroupRecord): JournalRecord {
  let text: string | undefined;
  return {
    id: record.spec.id,
    get text() {
      return (text ??= encodeJson(groupRecord.encode({ version: recordVersion, ...record })));
    },
  };
}

/** A record with its properties read. */
export interface LoadedRecord extends GroupRecord {
  readonly properties: GroupProperties;
  readonly convergedTo: { readonly spec: GroupSpec; readonly properties: GroupProperties } | null;
}

/** Reads a record of a journal. @throws Error that names the group. */
export function parseRecord({ id, text }: JournalRecord): LoadedRecord {
  try {
    const { version, ...record } = decodeJson(text, groupRecord);
    if (version > recordVersion) {
      throw new Error(
        `it was written by a newer version (record version ${version}); use that version or newer`,
      );
    }
    const properties = parseGroupProperties(record.spec.properties);
    return { ...record, properties, convergedTo: convergedOf(record) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read the record of group "${id}": ${why}`, { cause: error });
  }
}

function convergedOf({ spec, converged }: GroupRecord): LoadedRecord["convergedTo"] {
  if (converged === null) return null;
  return { spec: { ...spec, properties: converged }, properties: parseGroupProperties(converged) };
}
