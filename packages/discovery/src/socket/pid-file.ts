import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { besidePlugin } from "./plugin-directory.ts";
import { checkPluginName } from "./plugin-name.ts";
import { isMissing } from "./system-error.ts";

/**
 * Writes `<name>.pid` with the id of this process, in decimal and without a line feed, as InfraKit does. The
 * file is there at once with its content. It is a note for people and for Go tools: never kill what it names
 * without asking {@link socketOwner}.
 */
export async function writePidFile(directory: string, name: string): Promise<void> {
  const path = pidFilePath(directory, name);
  const draft = besidePlugin(directory, `.${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(draft, String(process.pid), { mode: 0o644, flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The process id in `<name>.pid`; undefined if there is no such file or no process id in it. */
export async function readPidFile(directory: string, name: string): Promise<number | undefined> {
  try {
    return parsePid(await readFile(pidFilePath(directory, name), "utf8"));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Removes `<name>.pid` unless another process, a successor, has written it. */
export async function removePidFile(directory: string, name: string): Promise<void> {
  if ((await readPidFile(directory, name)) !== process.pid) return;
  await rm(pidFilePath(directory, name), { force: true });
}

/** Removes the `<name>.pid` that a plugin left behind when it died. One that this process wrote is kept. */
export async function removeStalePidFile(directory: string, name: string): Promise<void> {
  if ((await readPidFile(directory, name)) === process.pid) return;
  await rm(pidFilePath(directory, name), { force: true });
}

function pidFilePath(directory: string, name: string): string {
  checkPluginName(name);
  return besidePlugin(directory, `${name}.pid`);
}

function parsePid(text: string): number | undefined {
  const digits = text.trim();
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : undefined;
}
