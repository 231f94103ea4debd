import { readFile } from "node:fs/promises";
import { systemCode } from "./system-error.ts";

/** Tells whether a process runs. One that has ended and that nobody has asked for its exit code runs no more. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (systemCode(error) === "ESRCH") return false;
    if (systemCode(error) !== "EPERM") throw error;
  }
  return process.platform !== "linux" || !(await isZombie(pid));
}

/** The state is behind the name, which stands in parentheses and may contain anything. */
async function isZombie(pid: number): Promise<boolean> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return /^ [ZX]/.test(text.slice(text.lastIndexOf(")") + 1));
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(systemCode(error) ?? "")) return true;
    throw error;
  }
}
