import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "@infrakit/spi";
import { kindOf, statusOf } from "./file-status.ts";
import { linkIfAbsent } from "./link-if-absent.ts";
import { attemptGapMs, maxAttempts, type Presence } from "./listen-on-socket.ts";
import { probeAddress } from "./probe-address.ts";
import type { SocketState } from "./probe-socket.ts";
import { type Claimant, removeDead } from "./remove-dead.ts";
import { isMissing } from "./system-error.ts";

/**
 * Checks that nobody listens behind a `.listen` file. To be asked before a server listens: afterwards an address
 * that a dead plugin left may have become the server's own.
 * @throws LocalError `address_in_use` that names the address.
 */
export async function checkListenFile(file: string): Promise<void> {
  await refuseOtherFiles(file);
  if ((await probeFile(file)) === "listens") throw await inUse(file);
}

/**
 * Names the address of a server that listens in a `.listen` file, which is there at once with its content. A file
 * whose address does not answer is replaced, with the `<name>.pid` beside it; of several that start at once with one
 * file, one gets it.
 *
 * @throws LocalError `address_in_use` that names the address which answers.
 */
export async function writeListenFile(file: string, address: string): Promise<void> {
  const draft = join(dirname(file), `.${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(draft, address, { mode: 0o644, flag: "wx" });
    const claimant: Claimant = {
      linkTo: (path) => linkIfAbsent(draft, path),
      // Nobody else can listen at our address: who left it in a file is dead.
      probe: (path) => probeFile(path, address),
    };
    if (!(await publish(claimant, file))) throw await inUse(file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Looks whether the `.listen` file of a server still names its address. */
export async function listenFilePresence(file: string, address: string): Promise<Presence> {
  const found = await readAddress(file);
  if (found === undefined) return "absent";
  return found === address ? "own" : "replaced";
}

/** Removes the `.listen` file of a server, unless a successor has written another address into it. */
export async function removeListenFile(file: string, address: string): Promise<void> {
  if ((await listenFilePresence(file, address)) === "own") await rm(file, { force: true });
}

/** False if somebody listens behind the file. */
async function publish(claimant: Claimant, file: string): Promise<boolean> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await claimant.linkTo(file)) return true;
    await refuseOtherFiles(file);
    if ((await removeDead(file, claimant)) === "listens") return false;
    if (attempt > 0) await delay(attemptGapMs);
  }
  throw cannotWrite(file, "other processes keep starting there and do not get on; end them and try again");
}

async function probeFile(file: string, own?: string): Promise<SocketState> {
  const address = await readAddress(file);
  if (address === undefined) return "absent";
  return address === own ? "dead" : probeAddress(address);
}

/** What a `.listen` file holds; `undefined` if there is none. */
async function readAddress(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function refuseOtherFiles(file: string): Promise<void> {
  const status = await statusOf(file);
  if (status === undefined || status.isFile()) return;
  throw cannotWrite(file, `${kindOf(status)} is there; move it away or choose another name`);
}

async function inUse(file: string): Promise<LocalError> {
  const address = (await readAddress(file)) ?? "another plugin";
  return cannotWrite(file, `"${address}", which it names, answers; end that plugin or choose another name`);
}

function cannotWrite(file: string, why: string): LocalError {
  return new LocalError("address_in_use", `Cannot write "${file}": ${why}`);
}
