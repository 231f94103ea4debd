/**
 * Instances that are files: what a group does can be watched with `ls` and `cat`, and an instance can be ended
 * with `rm`. Made for tutorials and tests.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, reasonOf, replaceFile } from "@infrakit/manager/state";
import { type InstancePlugin, type InstanceQuery, LocalError, messageOf } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import { decodeJson, encodeJson, RawJson } from "@infrakit/spi/document";
import { fileRecordCodec, type FileRecord, instanceSpecCodec } from "../file-record.ts";
import { hasTags } from "../has-tags.ts";
import { indentJson } from "../indent-json.ts";

/** Where the instances are. */
export interface FileInstancesOptions {
  /** Made with its parents, if it does not exist, when it is used for the first time. */
  readonly directory: string;
}

/**
 * Makes InfraKit's file instance plugin: one file `instance-<number>` for each instance in the directory, in
 * InfraKit's own format. Any object is valid as properties. Other files in the directory are left alone.
 */
export function createFileInstances({ directory }: FileInstancesOptions): InstancePlugin {
  return new FileInstances(directory);
}

/** How many files are read at the same time. */
const maxOpenFiles = 64;

/** The names of the files that are instances: no id leads to another file. */
const instanceName = /^instance-[0-9]{1,19}$/;

/** Go's word for the kind of a value of JSON; `null` is as good as an object. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

class FileInstances implements InstancePlugin {
  readonly #directory: string;
  #opened: Promise<unknown> | undefined;
  /** The end of the last change to a file: labels given at once must not overwrite each other. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async validate(properties: RawJson | null): Promise<void> {
    const kind = properties === null ? "object" : kindOf(properties.parse());
    if (kind !== "object") throw new Error(`json: cannot unmarshal ${kind} into Go value of type file.Spec`);
  }

  async provision(spec: InstanceSpec): Promise<string> {
    await this.#open();
    const id = `instance-${randomBytes(8).readBigUInt64BE() >> 1n}`;
    const written = RawJson.fromChecked(encodeJson(instanceSpecCodec.encode(spec)));
    await this.#write({ id, logicalId: spec.logicalId, tags: spec.tags, spec: written });
    return id;
  }

  async label(id: string, labels: Tags): Promise<void> {
    await this.#change(async () => {
      const record = await this.#read(id);
      if (record === undefined) throw new Error(`open ${this.#pathOf(id)}: no such file or directory`);
      await this.#write({ ...record, tags: { ...record.tags, ...labels } });
    });
  }

  async destroy(id: string): Promise<void> {
    const path = this.#pathOf(id);
    await this.#change(async () => {
      if (!(await removeInstance(id, path))) throw new Error(`remove ${path}: no such file or directory`);
    });
  }

  async describeInstances({ tags, properties }: InstanceQuery): Promise<readonly InstanceDescription[]> {
    await this.#open();
    const ids = (await readdir(this.#directory)).filter((name) => instanceName.test(name)).sort();
    const records: (FileRecord | undefined)[] = [];
    for (let at = 0; at < ids.length; at += maxOpenFiles) {
      const batch = ids.slice(at, at + maxOpenFiles);
      records.push(...(await Promise.all(batch.map((id) => this.#read(id)))));
    }
    return records
      .filter((record) => record !== undefined)
      .filter((record) => hasTags(record.tags, tags))
      .map((record) => ({
        id: record.id,
        logicalId: record.logicalId,
        tags: record.tags,
        properties: properties ? record.spec : null,
      }));
  }

  /** Makes the directory once: if it vanishes later, its instances are unknown, not gone. */
  async #open(): Promise<void> {
    this.#opened ??= mkdir(this.#directory, { recursive: true });
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      const why = `Cannot make the directory "${this.#directory}": ${reasonOf(error)}`;
      throw new LocalError("state_unwritable", why, { cause: error });
    }
  }

  #change(run: () => Promise<void>): Promise<void> {
    const change = this.#lastChange.then(run);
    // The caller gets the error; the next change must not.
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /** `undefined` if there is no such instance (any more). */
  async #read(id: string): Promise<FileRecord | undefined> {
    if (!instanceName.test(id)) return undefined;
    const path = this.#pathOf(id);
    try {
      return { ...decodeJson(await readFile(path, "utf8"), fileRecordCodec), id };
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      const why = `Cannot read the instance "${path}": ${messageOf(error)}; repair or remove the file`;
      throw new LocalError("state_unreadable", why, { cause: error });
    }
  }

  #write(record: FileRecord): Promise<void> {
    return replaceFile(this.#pathOf(record.id), indentJson(encodeJson(fileRecordCodec.encode(record))));
  }

  #pathOf(id: string): string {
    return join(this.#directory, id);
  }
}

/** Whether there was such an instance. Other files, in or out of the directory, are none. */
async function removeInstance(id: string, path: string): Promise<boolean> {
  if (!instanceName.test(id)) return false;
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
