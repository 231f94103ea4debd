import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** A server that was started. */
export interface ServerProcess {
  readonly pid: number;
  /** Where it is told to listen. */
  readonly port: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Starts a program that listens at the port in its variable `PORT`. */
export async function startServer(program: string, args: readonly string[]): Promise<ServerProcess> {
  const port = await findFreePort();
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, PORT: String(port) } });
  await once(child, "spawn");
  const ended = once(child, "exit").then(() => undefined);
  // A process that was spawned has an id.
  return { pid: child.pid ?? 0, port, ended, stop: () => void child.kill() };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}
