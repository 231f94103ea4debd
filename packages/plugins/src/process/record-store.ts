import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  codeOf,
  makeDirectory,
  reasonOf,
  removeFile,
  removeUnfinishedFiles,
  replaceFile,
} from "@infrakit/manager/state";
import { LocalError, messageOf } from "@infrakit/spi";
import { findTwins, type InstanceRecord } from "./record.ts";
import { formatRecordFile, parseRecordFile } from "./record-file.ts";

/** Ids of instances are 80 random bits. */
const fileFormat = /^([0-9a-f]{20})\.json$/;

/**
 * The records of all instances: in memory, since nobody else writes to the directory, and each in its own file,
 * on the disk before memory says so. A file that cannot be read makes {@link reload} throw until it is repaired or
 * removed: an instance that is left out would be made a second time.
 */
export class RecordStore {
  readonly #directory: string;
  readonly #records = new Map<string, InstanceRecord>();
  /** Ids whose files could not be read. */
  readonly #unreadable = new Set<string>();
  /** Ids whose files were tried again since {@link reload} returned records the last time. */
  readonly #retried = new Set<string>();
  /** The last change of each record: changes of one record happen one after the other. */
  readonly #changes = new Map<string, Promise<unknown>>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads all records. The directory must be locked. */
  static async open(directory: string): Promise<RecordStore> {
    const store = new RecordStore(directory);
    await makeDirectory(directory);
    await removeUnfinishedFiles(directory);
    for (const name of await readdir(directory)) {
      const id = fileFormat.exec(name)?.[1];
      if (id !== undefined) await store.#load(id);
    }
    store.#refuseTwins();
    return store;
  }

  /** All records that could be read. */
  all(): readonly InstanceRecord[] {
    return [...this.#records.values()];
  }

  /**
   * Tries the files again that could not be read, and returns their records.
   * @throws LocalError `state_unreadable` that names a file which still cannot be read.
   */
  async reload(): Promise<readonly InstanceRecord[]> {
    const ids = [...this.#unreadable];
    if (ids.length === 0) return [];
    const errors: (LocalError | undefined)[] = [];
    for (const id of ids) errors.push(await this.#load(id));
    errors.push(this.#refuseTwins());
    for (const id of ids) this.#retried.add(id);
    const error = errors.find((each) => each !== undefined);
    if (error !== undefined) throw error;
    // Also what was repaired earlier, while another file still was not: nobody was told of it then.
    const repaired = [...this.#retried].flatMap((id) => this.#records.get(id) ?? []);
    this.#retried.clear();
    return repaired;
  }

  /** Whether there is a file for the instance, readable or not. */
  has(id: string): boolean {
    return this.#records.has(id) || this.#unreadable.has(id);
  }

  find(id: string): InstanceRecord | undefined {
    return this.#records.get(id);
  }

  /** Notes a new instance. */
  create(record: InstanceRecord): Promise<void> {
    return this.#serially(record.id, () => this.#write(record));
  }

  /** Changes a record, if it is still there. */
  update(id: string, change: (record: InstanceRecord) => InstanceRecord): Promise<void> {
    return this.#serially(id, async () => {
      const record = this.#records.get(id);
      if (record !== undefined) await this.#write(change(record));
    });
  }

  remove(id: string): Promise<void> {
    return this.#serially(id, async () => {
      await this.#reporting(id, () => removeFile(this.#pathOf(id)));
      this.#records.delete(id);
    });
  }

  async #write(record: InstanceRecord): Promise<void> {
    await this.#reporting(record.id, () => replaceFile(this.#pathOf(record.id), formatRecordFile(record)));
    this.#records.set(record.id, record);
  }

  async #reporting(id: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const message = `Cannot write "${this.#pathOf(id)}": ${reasonOf(error)}`;
      throw new LocalError("state_unwritable", message, { cause: error });
    }
  }

  /** Reads one file; a failure is remembered and returned. */
  async #load(id: string): Promise<LocalError | undefined> {
    try {
      this.#records.set(id, await this.#read(id));
      this.#unreadable.delete(id);
      return undefined;
    } catch (error) {
      if (codeOf(error) === "ENOENT") {
        this.#unreadable.delete(id);
        return undefined;
      }
      return this.#refuse(id, error);
    }
  }

  #refuse(id: string, cause: unknown): LocalError {
    this.#records.delete(id);
    this.#unreadable.add(id);
    const message =
      `Cannot read the instance "${this.#pathOf(id)}": ${messageOf(cause)}; ` +
      `put the file back as it was, or end what \`ps eaxww | grep INFRAKIT_INSTANCE=${id}\` shows and remove the file`;
    return new LocalError("state_unreadable", message, { cause });
  }

  /** Of two records of one process nobody can tell whose it is: neither is acted on. */
  #refuseTwins(): LocalError | undefined {
    const errors = findTwins(this.all()).map(([{ id, process }, other]) =>
      this.#refuse(id, new Error(`process ${process?.pid} is that of "${this.#pathOf(other.id)}", too`)),
    );
    return errors[0];
  }

  async #read(id: string): Promise<InstanceRecord> {
    const record = parseRecordFile(await readFile(this.#pathOf(id), "utf8"));
    if (record.id !== id) throw new Error(`it speaks of the instance "${record.id}"`);
    return record;
  }

  #serially(id: string, change: () => Promise<void>): Promise<void> {
    const before = this.#changes.get(id) ?? Promise.resolve();
    const after = before.then(change);
    // The caller is told of a failure; the next change is another.
    const settled = after.catch(() => undefined);
    this.#changes.set(id, settled);
    void settled.then(() => {
      if (this.#changes.get(id) === settled) this.#changes.delete(id);
    });
    return after;
  }

  #pathOf(id: string): string {
    return join(this.#directory, `${id}.json`);
  }
}
