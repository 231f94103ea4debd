import { join } from "node:path";
import { isPrivateName } from "@infrakit/discovery/socket";
import { compareBytes } from "../report/index.ts";
import { pluginsVariable } from "../plugins-directory.ts";
import { pluginIdOf } from "../plugin-id.ts";

/** What a scan needs of a file system. Both methods reject with the system's error. */
export interface FileSystem {
  /** What is at a path, links followed. */
  status(path: string): Promise<FileStatus>;
  /** The names in a directory, in any order. */
  list(directory: string): Promise<readonly string[]>;
}

export interface FileStatus {
  readonly kind: "socket" | "directory" | "other";
  /** Two paths with the same one are the same file; a path with another one than before is another file. */
  readonly identity: string;
}

/** A file that was found, links followed. */
export interface FoundFile {
  readonly path: string;
  readonly identity: string;
}

/** What is under a root. */
export interface Scan {
  /** In byte order of the paths. */
  readonly sockets: readonly FoundFile[];
  /** The root and all directories below it, each once. */
  readonly directories: readonly FoundFile[];
  /** Paths that could not be looked at: what is at or below them is not known. */
  readonly unknown: readonly string[];
  /** What could not be looked at, and why, for people. */
  readonly warnings: readonly string[];
  /** What is as it may be, and what to do if it should not, for people. */
  readonly notes: readonly string[];
}

/** Most directories that one scan goes into: a link to the root of a disk must not make the host read all of it. */
const maxDirectories = 4096;

/**
 * Looks for sockets at and below a root, hidden ones included, depth first in byte order of the names. Links are
 * followed, also out of the root. What fails below the root is a warning, and the rest goes on. What goes while we look
 * is absent, and the names under which our own servers start are passed over: both are nothing to tell people of.
 *
 * Each directory is entered once, under the path that comes first: so cycles end, and a directory that a link
 * leads to as well does not show its plugins twice. Scope goes around until the system stops it. For the same reason
 * one socket under two paths that give the same id is one plugin. Under different ids it is two, because the name of
 * a link is what gives the id: the plugin itself knows which of them it is.
 */
export async function scan(files: FileSystem, root: string): Promise<Scan> {
  const state = new ScanState(files);
  await state.visitRoot(root);
  const sockets = state.sockets.toSorted((a, b) => compareBytes(a.path, b.path));
  return {
    sockets: withoutRepeats(sockets),
    directories: state.directories,
    unknown: state.unknown,
    warnings: state.warnings,
    notes: state.notes,
  };
}

class ScanState {
  readonly sockets: FoundFile[] = [];
  readonly directories: FoundFile[] = [];
  readonly unknown: string[] = [];
  readonly warnings: string[] = [];
  readonly notes: string[] = [];
  readonly #files: FileSystem;
  readonly #entered = new Set<string>();
  #isFull = false;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** A root that is not there holds nothing; it may come later. */
  async visitRoot(root: string): Promise<void> {
    try {
      const status = await this.#files.status(root);
      if (status.kind === "other")
        this.warnings.push(`Cannot look for plugins in "${root}": it is no directory`);
      await this.#visit(root, status);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") this.notes.push(noteAbsent(root));
      else this.#fail(root, error);
    }
  }

  async #visit(path: string, { kind, identity }: FileStatus): Promise<void> {
    if (kind === "socket") this.sockets.push({ path, identity });
    if (kind === "directory" && !this.#entered.has(identity)) await this.#enter({ path, identity });
  }

  async #enter(directory: FoundFile): Promise<void> {
    if (this.directories.length === maxDirectories) return this.#stop(directory.path);
    this.#entered.add(directory.identity);
    this.directories.push(directory);
    const names = (await this.#namesIn(directory.path)).filter((name) => !isPrivateName(name));
    const paths = names.toSorted(compareBytes).map((name) => join(directory.path, name));
    const looks = await Promise.allSettled(paths.map((path) => this.#files.status(path)));
    await this.#failAll(directory.path, paths, looks);
    for (const [index, look] of looks.entries()) {
      if (look.status === "fulfilled") await this.#visit(paths[index] ?? "", look.value);
    }
  }

  /** Nothing if the directory went after we had seen it. */
  async #namesIn(directory: string): Promise<readonly string[]> {
    try {
      return await this.#files.list(directory);
    } catch (error) {
      if (!isAbsent(error)) this.#fail(directory, error);
      return [];
    }
  }

  /** A name that leads nowhere and is still there is a link to nothing. */
  async #failAll(
    directory: string,
    paths: readonly string[],
    looks: readonly PromiseSettledResult<FileStatus>[],
  ): Promise<void> {
    const reasons = looks.map((look) => (look.status === "rejected" ? (look.reason as unknown) : undefined));
    const namesNow = reasons.some(isAbsent) ? await this.#namesIn(directory) : [];
    const pathsNow = new Set(namesNow.map((name) => join(directory, name)));
    for (const [index, reason] of reasons.entries()) {
      const path = paths[index] ?? "";
      if (reason !== undefined && (!isAbsent(reason) || pathsNow.has(path))) this.#fail(path, reason);
    }
  }

  /** What is not there, or is a link to nothing, holds no plugin. Of anything else nothing is known. */
  #fail(path: string, error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!isAbsent(error) && code !== "ELOOP") this.unknown.push(path);
    this.warnings.push(`Cannot look for plugins at "${path}": ${message}`);
  }

  #stop(path: string): void {
    this.unknown.push(path);
    if (this.#isFull) return;
    this.#isFull = true;
    this.warnings.push(
      `Cannot look for plugins at "${path}": there are more than ${maxDirectories} directories`,
    );
  }
}

/** As it is before the first plugin starts. */
function noteAbsent(root: string): string {
  const now = "it is watched for, and plugins are polled as soon as they are there";
  const advice = `start one, or set ${pluginsVariable} if yours are elsewhere`;
  return `There is no directory "${root}" yet: ${now}; ${advice}`;
}

function isAbsent(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

function withoutRepeats(sockets: readonly FoundFile[]): readonly FoundFile[] {
  const firstByKey = new Map<string, FoundFile>();
  for (const socket of sockets) {
    const key = `${socket.identity} ${pluginIdOf(socket.path)}`;
    if (!firstByKey.has(key)) firstByKey.set(key, socket);
  }
  return [...firstByKey.values()];
}
