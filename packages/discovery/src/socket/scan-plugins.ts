import { constants, type Dirent } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf } from "@infrakit/spi";
import { identityOf, statusOf } from "./file-status.ts";
import { checkPluginName } from "./plugin-name.ts";
import { isMissing, systemCode } from "./system-error.ts";

/** A plugin that can be called. */
export interface PluginEndpoint {
  /** The name that plugins are looked up by: the part before the first slash of a full name. */
  readonly name: string;
  /** The entry in the plugin directory. */
  readonly path: string;
  /** Where to call it: the path of its socket, or a URL such as `tcp://host:port`. */
  readonly address: string;
  /** `device:inode:mtime` of the entry. Another identity under the same name is another plugin process. */
  readonly identity: string;
}

/** A file that ends like this holds the address of a plugin that listens on TCP. */
const listenEnding = ".listen";

/** Bytes of a listen file that are read; a URL is far shorter. */
const maxListenFileBytes = 4096;

/**
 * Lists the plugins in a directory, sorted by name: unix sockets, and `<name>.listen` files, which win over a
 * socket of the same name as in InfraKit. All else is left out: `.pid` files, directories, hidden names. A
 * directory that does not exist holds no plugins. Nothing is called: a plugin that died is still listed.
 *
 * @throws if the directory cannot be read; then nothing is known about its plugins.
 */
export async function scanPlugins(directory: string): Promise<readonly PluginEndpoint[]> {
  const root = resolve(directory);
  const fileNames = await readDirectory(root);
  const found = await Promise.all(fileNames.map((fileName) => readEntry(root, fileName)));
  const endpointsByName = new Map<string, PluginEndpoint>();
  for (const endpoint of found) {
    if (endpoint === undefined) continue;
    if (isListenFile(endpoint.path) || !endpointsByName.has(endpoint.name)) {
      endpointsByName.set(endpoint.name, endpoint);
    }
  }
  return [...endpointsByName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Lists the listen files in a directory that give no address: they are empty, or not ours to read. Nobody can call
 * such a plugin, and a scan leaves it out, because a file may be empty for the moment in which it is written.
 */
export async function scanEmptyListenFiles(directory: string): Promise<readonly string[]> {
  const root = resolve(directory);
  const paths = (await readDirectory(root)).filter(isListenFile).map((fileName) => `${root}/${fileName}`);
  const addresses = await Promise.all(paths.map(readAddress));
  return paths.filter((_, index) => addresses[index] === "");
}

/**
 * Finds one plugin by its lookup name without listing the others; undefined if there is none.
 *
 * @throws LocalError `bad_name`
 */
export async function findPlugin(directory: string, name: string): Promise<PluginEndpoint | undefined> {
  checkPluginName(name);
  const root = resolve(directory);
  return (await readEntry(root, name + listenEnding)) ?? (await readEntry(root, name));
}

async function readDirectory(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter(canBePlugin).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    const why =
      systemCode(error) === "ENOTDIR"
        ? "it is no directory; set INFRAKIT_PLUGINS_DIR to one"
        : messageOf(error);
    throw new Error(`Cannot list plugin directory "${directory}": ${why}`, { cause: error });
  }
}

function canBePlugin(entry: Dirent): boolean {
  if (entry.name.startsWith(".")) return false;
  return entry.isSocket() || (entry.isFile() && isListenFile(entry.name));
}

/** What one entry stands for; undefined if it is no plugin, or went away meanwhile. */
async function readEntry(directory: string, fileName: string): Promise<PluginEndpoint | undefined> {
  const path = `${directory}/${fileName}`;
  const status = await statusOf(path);
  if (status === undefined) return undefined;
  const identity = identityOf(status);
  if (status.isSocket()) return { name: fileName, path, address: path, identity };
  if (!status.isFile() || !isListenFile(fileName)) return undefined;
  const address = await readAddress(path);
  if (address === "") return undefined;
  return { name: fileName.slice(0, fileName.indexOf(listenEnding)), path, address, identity };
}

function isListenFile(fileName: string): boolean {
  return fileName.endsWith(listenEnding);
}

/** The content of a listen file; empty if there is none yet. A file that we may not read names no plugin to us. */
async function readAddress(path: string): Promise<string> {
  try {
    return await readStart(path);
  } catch {
    // It was removed, or is not ours to read. Either way it must not hide the other plugins.
    return "";
  }
}

async function readStart(path: string): Promise<string> {
  // Should the file have become a pipe by now, opening it must not wait for somebody to write.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxListenFileBytes), 0, maxListenFileBytes, 0);
    return buffer.toString("utf8", 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
