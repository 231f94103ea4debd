import { link } from "node:fs/promises";
import { systemCode } from "./system-error.ts";

/** Gives a file one more path. False if something is there already. */
export async function linkIfAbsent(existing: string, target: string): Promise<boolean> {
  try {
    await link(existing, target);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}
