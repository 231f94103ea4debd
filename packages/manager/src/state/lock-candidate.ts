import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rename, rm, stat } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { codeOf } from "./error-code.ts";
import { socketAddress } from "./lock-socket.ts";

/** Somebody who wants the lock, or has it. */
export interface Candidate {
  readonly name: string;
  /** Tells everybody who asks that the lock is taken. */
  hold(): void;
  /** Tells whether others still see it. */
  isSeen(): Promise<boolean>;
  close(): Promise<void>;
}

/** What the owner of the lock sends. A candidate that gives way closes the connection without a word. */
export const heldAnswer = "held";

/** A name that nobody had before. */
export function newName(): string {
  return `${process.pid}-${randomBytes(6).toString("hex")}`;
}

/** The name of a candidate that does not show itself yet. */
export function hiddenName(name: string): string {
  return `new-${name}`;
}

/**
 * Listens, then shows itself: under a name that counts there is always somebody who answers, or a dead one.
 * (A socket that is bound and does not listen yet would be taken for dead.)
 */
export async function announce(folder: string, name: string): Promise<Candidate> {
  const path = join(folder, name);
  const hidden = join(folder, hiddenName(name));
  const asking = new Set<Socket>();
  let isHeld = false;
  const server = createServer((socket) => {
    // Whoever asked is gone: there is nobody to tell.
    socket.on("error", () => undefined);
    if (isHeld) return void socket.end(heldAnswer);
    asking.add(socket);
    socket.once("close", () => asking.delete(socket));
  });
  try {
    await listen(server, hidden);
    await rename(hidden, path);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    name,
    hold() {
      isHeld = true;
      for (const socket of asking) socket.end(heldAnswer);
    },
    isSeen: () => exists(path),
    async close() {
      // A name that stays does no harm: whoever finds it finds that nobody listens.
      await rm(path, { force: true }).catch(() => undefined);
      for (const socket of asking) socket.destroy();
      server.close();
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  // A lock is not work: it does not keep the process running.
  server.listen(socketAddress(path)).unref();
  await once(server, "listening");
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return false;
    throw error;
  }
}
