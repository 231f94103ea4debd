import { mkdir } from "node:fs/promises";
import { codeOf } from "../error-code.ts";

/** Makes a directory for us alone, in one that exists. (`recursive` would hide why it cannot be made.) */
export async function makeOwnDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
