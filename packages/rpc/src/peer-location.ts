import { closeSync, constants, openSync, readSync, type Stats, statSync } from "node:fs";
import { LocalError, messageOf } from "@infrakit/spi";
import { type Address, parseAddress, type Target } from "./address.ts";

/** Where a peer is now. */
export interface Location {
  readonly target: Target;
  /** Grows when the socket or the `.listen` file was replaced. */
  readonly generation: number;
}

/**
 * Follows a peer whose socket may be replaced: a plugin that restarts makes a new one, and a connection to the old
 * one would still be answered by whoever holds it. A socket is the same while device, inode and ctime are. It is
 * looked at before every call, or five times a millisecond if there are more: a look costs as much as a tenth of a call.
 */
export class PeerLocation {
  readonly #address: Address;
  #seen: Stats | undefined;
  #location: Location | undefined;
  #lookedAt = 0;

  constructor(address: Address) {
    this.#address = address;
  }

  /** @throws LocalError `plugin_unreachable` if there is no such file. */
  find(): Location {
    const address = this.#address;
    if (address.kind === "url") return (this.#location ??= { target: address, generation: 1 });
    const now = performance.now();
    if (this.#location !== undefined && now - this.#lookedAt < lookEveryMs) return this.#location;
    this.#lookedAt = now;
    return this.#look(address.kind === "listen" ? address.file : address.path);
  }

  #look(path: string): Location {
    const stats = findStats(path);
    if (stats === undefined)
      throw new LocalError("plugin_unreachable", `there is no "${path}"; is the plugin running?`);
    if (this.#location === undefined || !isSame(stats, this.#seen)) {
      const target: Target =
        this.#address.kind === "listen" ? readListenFile(path) : { kind: "socket", path };
      this.#location = { target, generation: (this.#location?.generation ?? 0) + 1 };
      this.#seen = stats;
    }
    return this.#location;
  }
}

/** @throws LocalError `plugin_unreachable` if it cannot be known whether there is such a file. */
function findStats(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new LocalError("plugin_unreachable", `cannot find "${path}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Nobody makes a socket, listens on it and moves it into its place in less. */
const lookEveryMs = 0.2;

/** The size tells of a file that was read while it was written, within a tick of the system's clock. */
function isSame(stats: Stats, seen: Stats | undefined): boolean {
  if (stats.ino !== seen?.ino || stats.dev !== seen.dev) return false;
  return stats.ctimeMs === seen.ctimeMs && (stats.isSocket() || stats.size === seen.size);
}

function readListenFile(file: string): Target {
  const target = parseAddress(readText(file).trim());
  if (target.kind !== "listen") return target;
  throw new LocalError("plugin_unreachable", `"${file}" names another .listen file, "${target.file}"`);
}

function readText(file: string): string {
  try {
    return readStart(file);
  } catch (error) {
    throw new LocalError("plugin_unreachable", `cannot read "${file}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Bytes of a `.listen` file that are read; an address is far shorter. */
const maxListenFileBytes = 4096;

/** Should the file be a pipe, opening it must not wait for somebody to write. */
function readStart(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(maxListenFileBytes);
    return bytes.toString("utf8", 0, readSync(descriptor, bytes, 0, maxListenFileBytes, null));
  } finally {
    closeSync(descriptor);
  }
}
