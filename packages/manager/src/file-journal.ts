import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalError, messageOf } from "@infrakit/spi";
import { compareBytes } from "@infrakit/spi/document";
import { type FoundRecord, formatRecord, type JournalRecord, parseRecord } from "./journal-record.ts";
import { createLatestWriter } from "./latest-writer.ts";
import { RecordFiles } from "./record-files.ts";
import { isRecordName, recordName } from "./record-name.ts";
import {
  codeOf,
  openStateDirectory,
  removeUnfinishedFiles,
  type StateDirectory,
  stateUnwritable,
} from "./state/index.ts";

/** Records in files of one directory, which is this process's alone until `close`. */
export interface FileJournal {
  /**
   * All records, in the order of their ids.
   * @param onDamage told of each record that is damaged; it is left out then
   * @param onTorn told of each file whose end is torn: the record before counts, and one that was confirmed is lost only
   * if somebody else has cut the file
   * @throws LocalError `state_unreadable` if one of them is damaged and nobody is told: all or nothing.
   */
  load(
    onDamage?: (damage: RecordDamage) => void,
    onTorn?: (path: string) => void,
  ): Promise<readonly JournalRecord[]>;
  /**
   * Resolves when the record, or a newer one of the same id, survives a power cut.
   * @throws LocalError `state_unwritable`; the earlier record is intact, or this one is there after all.
   */
  save(record: JournalRecord): Promise<void>;
  /** Forgets a record, durably; nothing if there is none. @throws LocalError `state_unwritable`. */
  remove(id: string): Promise<void>;
  /** Where the record of an id is, if there is one. */
  pathOf(id: string): string;
  /** Waits until everything is written, then lets others use the directory. */
  close(): Promise<void>;
}

/** A record that is there and cannot be trusted. */
export interface RecordDamage {
  readonly path: string;
  /** What is wrong with it. */
  readonly cause: unknown;
}

/** How a {@link FileJournal} is opened. */
export interface FileJournalOptions {
  /** Made if it is not there. */
  readonly directory: string;
}

/**
 * Opens the journal in a directory: one file a record, whose last whole one counts, with checksums.
 * @throws LocalError `state_locked` if another process has it open; `state_unwritable`, `unsafe_directory` or
 * `path_too_long` if the directory cannot be used.
 */
export async function openFileJournal({ directory }: FileJournalOptions): Promise<FileJournal> {
  const state = await openStateDirectory({ directory, purpose: "journal" });
  try {
    await removeUnfinishedFiles(state.directory);
  } catch (error) {
    await state.close();
    throw stateUnwritable("clear", state, error);
  }
  return createFileJournal(state);
}

function createFileJournal(state: StateDirectory): FileJournal {
  const files = new RecordFiles();
  const writer = createLatestWriter<string | null>((id, text) => write({ state, files }, id, text));
  let closed: Promise<void> | undefined;
  const set = async (id: string, text: string | null): Promise<void> => {
    if (closed !== undefined) throw new Error(`Cannot save "${id}": the journal is closed`);
    await writer.write(id, text);
  };
  return {
    load: (onDamage, onTorn) => loadRecords(state.directory, onDamage, onTorn),
    pathOf: (id) => join(state.directory, recordName(id)),
    save: ({ id, text }) => set(id, text),
    remove: (id) => set(id, null),
    close: () => (closed ??= writer.whenIdle().then(() => state.close())),
  };
}

/** Where records are, and what writes them. */
interface Writing {
  readonly state: StateDirectory;
  readonly files: RecordFiles;
}

/** Saves the text of a record, or removes the record where there is none. */
async function write({ state, files }: Writing, id: string, text: string | null): Promise<void> {
  const path = join(state.directory, recordName(id));
  try {
    await (text === null ? files.remove(path) : files.write(path, formatRecord({ id, text })));
  } catch (error) {
    throw stateUnwritable(`${text === null ? "remove" : "save"} "${id}" in`, state, error);
  }
}

async function loadRecords(
  directory: string,
  onDamage: (damage: RecordDamage) => void = refuse,
  onTorn: (path: string) => void = () => undefined,
): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (const name of await recordNames(directory)) {
    const found = await loadRecord(directory, name);
    if (found === undefined) continue;
    if ("cause" in found) {
      onDamage(found);
      continue;
    }
    if (found.isTorn) onTorn(join(directory, name));
    records.push(found.record);
  }
  return records.sort((a, b) => compareBytes(a.id, b.id));
}

async function recordNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter(isRecordName);
  } catch (error) {
    const message = `Cannot list the journal's state directory "${directory}": ${messageOf(error)}`;
    throw new LocalError("state_unreadable", message, { cause: error });
  }
}

/** The record in a file; `undefined` if it was removed a moment ago. */
async function loadRecord(directory: string, name: string): Promise<FoundRecord | RecordDamage | undefined> {
  const path = join(directory, name);
  try {
    const found = parseRecord(await readFile(path));
    const { id } = found.record;
    // A copy would give the controller the same group twice.
    if (recordName(id) !== name)
      throw new Error(`it is the record of "${id}", whose file is "${recordName(id)}"`);
    return found;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    return { path, cause: error };
  }
}

/** Nothing is deleted: the operator decides. */
function refuse({ path, cause }: RecordDamage): never {
  const advice =
    "restore the file from a backup, or move it away to forget the group it stands for (its instances stay)";
  const message = `Cannot read record "${path}": ${messageOf(cause)}; ${advice}`;
  throw new LocalError("state_unreadable", message, { cause });
}
