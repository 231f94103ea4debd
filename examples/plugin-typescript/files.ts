// What the plugin keeps: each instance is a file in a directory, and is there as long as its file is.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";

/** An instance as it stands in its file; `properties` is the text that it was made from. */
interface StoredInstance {
  readonly id: string;
  readonly logicalId: string | null;
  readonly tags: Tags;
  readonly properties: string;
}

/** Instances in the files of a directory. */
export class Files {
  readonly #directory: string;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
  }

  /** Makes an instance and returns its id. */
  add({ properties, tags, logicalId }: InstanceSpec): string {
    const id = `ts-${randomUUID()}`;
    this.#write({ id, logicalId, tags, properties: properties?.text ?? "null" });
    return id;
  }

  label(id: string, labels: Tags): void {
    const instance = this.#read(id);
    this.#write({ ...instance, tags: { ...instance.tags, ...labels } });
  }

  remove(id: string): void {
    unlinkSync(this.#pathOf(this.#read(id).id));
  }

  /** Lists the instances that carry all of the tags. */
  list(tags: Tags): InstanceDescription[] {
    const ids = readdirSync(this.#directory).flatMap((file) => /^(ts-.+)\.json$/.exec(file)?.[1] ?? []);
    return ids
      .map((id) => this.#read(id))
      .filter((instance) => Object.entries(tags).every(([name, value]) => instance.tags[name] === value))
      .map((instance) => ({ ...instance, properties: RawJson.fromText(instance.properties) }));
  }

  #read(id: string): StoredInstance {
    if (!/^ts-[0-9a-f-]{36}$/.test(id)) throw new Error(`not found ${id}`);
    return JSON.parse(readFileSync(this.#pathOf(id), "utf8")) as StoredInstance;
  }

  /** Whoever looks sees the instance as it was or as it is. */
  #write(instance: StoredInstance): void {
    writeFileSync(`${this.#pathOf(instance.id)}.part`, JSON.stringify(instance));
    renameSync(`${this.#pathOf(instance.id)}.part`, this.#pathOf(instance.id));
  }

  #pathOf(id: string): string {
    return join(this.#directory, `${id}.json`);
  }
}
