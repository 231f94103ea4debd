import { statSync } from "node:fs";
import { copyFile, type FileHandle, open, readdir, rename, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, makeDirectory, reasonOf } from "@infrakit/manager/state";
import { LocalError } from "@infrakit/spi";

/** Limits of the logs. */
export interface LogLimits {
  /** Size at which a log is moved to its older copy. */
  readonly maxBytes: number;
  /** How many logs of dead instances are kept, the latest. */
  readonly maxDead: number;
}

/** The last form is what a crash leaves behind while a log is copied. */
const logFormat = /^([0-9a-f]{20})\.log(?:\.1(?:\.tmp)?)?$/;

/**
 * What the instances write: one file `<id>.log` each, and `<id>.log.1` with what came before. The processes
 * write to the file themselves, so that they do not need us to live.
 */
export class InstanceLogs {
  readonly #directory: string;
  readonly #limits: LogLimits;

  private constructor(directory: string, limits: LogLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  static async open(directory: string, limits: LogLimits): Promise<InstanceLogs> {
    await makeDirectory(directory);
    return new InstanceLogs(directory, limits);
  }

  /** The path of an instance's log. */
  pathOf(id: string): string {
    return join(this.#directory, `${id}.log`);
  }

  /**
   * Where the last words of an instance are, for people: in its log, and before that in its older copy if the log was
   * emptied not long ago. Asked at once when it ends: later the log may be moved or removed.
   */
  lastWordsOf(id: string): string {
    const path = this.pathOf(id);
    const bytes = lengthOf(path);
    if (bytes >= enoughBytes || lengthOf(`${path}.1`) === 0) return path;
    return bytes === 0 ? `${path}.1` : `${path}.1 and then ${path}`;
  }

  /** Opens a log for a process to write to. Each write goes to the end, also after the log was made shorter. */
  async create(id: string): Promise<FileHandle> {
    try {
      return await open(this.pathOf(id), "a", 0o600);
    } catch (error) {
      const message = `Cannot write the log "${this.pathOf(id)}": ${reasonOf(error)}`;
      throw new LocalError("state_unwritable", message, { cause: error });
    }
  }

  async remove(id: string): Promise<void> {
    const path = this.pathOf(id);
    await Promise.all([path, `${path}.1`, `${path}.1.tmp`].map((name) => rm(name, { force: true })));
  }

  /**
   * Moves a log that has grown too large to its older copy. The process keeps its file, so it is copied and
   * emptied; what is written between the two is lost.
   */
  async rotate(id: string): Promise<void> {
    const path = this.pathOf(id);
    if ((await sizeOf(path)) <= this.#limits.maxBytes) return;
    const copy = `${path}.1.tmp`;
    await copyFile(path, copy);
    await rename(copy, `${path}.1`);
    await truncate(path, 0);
  }

  /** Removes the oldest logs of instances that are dead, down to the limit. */
  async prune(isKnown: (id: string) => boolean): Promise<void> {
    const names = await readdir(this.#directory);
    const ids = new Set(names.flatMap((name) => logFormat.exec(name)?.[1] ?? []));
    const dead = [...ids].filter((id) => !isKnown(id));
    if (dead.length <= this.#limits.maxDead) return;
    const logs = await Promise.all(dead.map(async (id) => ({ id, time: await timeOf(this.pathOf(id)) })));
    logs.sort((a, b) => a.time - b.time);
    await Promise.all(logs.slice(0, logs.length - this.#limits.maxDead).map(({ id }) => this.remove(id)));
  }
}

/** What holds the whole of most last words. */
const enoughBytes = 4096;

/** 0 if there is no such file, or it cannot be seen. */
function lengthOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // That an instance has ended is told all the same.
    return 0;
  }
}

/** 0 if there is no such file. */
async function sizeOf(path: string): Promise<number> {
  return (await find(path))?.size ?? 0;
}

async function timeOf(path: string): Promise<number> {
  return (await find(path))?.mtimeMs ?? 0;
}

async function find(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
