import { mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { LocalError, messageOf } from "@infrakit/spi";
import { isMissing, systemCode } from "./system-error.ts";

/** Bits of a mode that let the group or everybody write. */
const writableByOthers = 0o022;

/**
 * The directory where plugins put their sockets: `INFRAKIT_PLUGINS_DIR`, else `plugins` below `INFRAKIT_HOME`,
 * else `~/.infrakit/plugins`. A variable that is empty counts as not set, as in InfraKit. Always absolute.
 */
export function pluginDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const directory = env["INFRAKIT_PLUGINS_DIR"];
  if (isSet(directory)) return resolve(directory);
  const home = env["INFRAKIT_HOME"];
  if (isSet(home)) return resolve(home, "plugins");
  const userHome = env["HOME"];
  return resolve(isSet(userHome) ? userHome : homedir(), ".infrakit", "plugins");
}

/**
 * Makes sure that the plugin directory is there and that nobody else can put a socket into it. Directories
 * that it creates get mode 0700; one that others may read (0755, as InfraKit creates them) is accepted.
 *
 * @param elsewhere How the user has another one taken, for errors.
 * @throws LocalError `unsafe_directory` if others may write to it, with the command that mends it.
 */
export async function openPluginDirectory(
  path: string,
  elsewhere: string = "set INFRAKIT_PLUGINS_DIR",
): Promise<void> {
  await createDirectory(path);
  const { uid, mode } = await stat(path);
  const user = process.getuid?.() ?? uid;
  if (uid !== user && uid !== 0) {
    throw unsafe(path, `it belongs to user ${uid}; run \`chown ${user} ${path}\` or ${elsewhere}`);
  }
  if ((mode & writableByOthers) !== 0) {
    const shown = (mode & 0o7777).toString(8);
    throw unsafe(path, `others may write to it (mode ${shown}); run \`chmod 700 ${path}\``);
  }
}

/** The path of a file that goes with a plugin, such as `<directory>/<name>.pid`. */
export function besidePlugin(directory: string, fileName: string): string {
  return join(resolve(directory), fileName);
}

async function createDirectory(path: string): Promise<void> {
  try {
    await makeDirectories(path);
  } catch (error) {
    throw new Error(`Cannot create plugin directory "${path}": ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Makes a directory and those above it that are missing, though others make them at the same time. (Node's own
 * `recursive` never ends where the system says of a directory in one that exists that it is not there, as below `/proc`.)
 */
async function makeDirectories(path: string): Promise<void> {
  try {
    await makeDirectory(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw error;
    await makeDirectories(parent);
    await makeDirectory(path);
  }
}

/** Makes a directory, unless it is there. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
  }
}

function unsafe(path: string, why: string): LocalError {
  return new LocalError("unsafe_directory", `Cannot use plugin directory "${path}": ${why}`);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
