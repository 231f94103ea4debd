import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const starterFile = join(dirname(fileURLToPath(import.meta.url)), "starter.js");

/** A new directory of mode 0700 that is removed when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "dis-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A server that tells whoever connects a text, and is closed when the test is over. */
export function greeter(text: string): Server {
  const server = createServer((connection) => connection.end(text));
  onTestFinished(() => void server.close());
  return server;
}

/** A server bound to a path the plain way, as Go plugins are. */
export async function plainServer(path: string, text = "plain"): Promise<Server> {
  const server = greeter(text).listen(path);
  await once(server, "listening");
  return server;
}

/** What the server behind a socket says. */
export async function greetingAt(path: string): Promise<string> {
  const connection = connect(path).setEncoding("utf8");
  let text = "";
  connection.on("data", (part) => (text += String(part)));
  await once(connection, "end");
  connection.destroy();
  return text;
}

/** A process that listens when it is told to. */
export interface Starter {
  readonly process: ChildProcess;
  /** Sends a command and gives the answer. */
  tell(command: string): Promise<string>;
  /** Kills it without a chance to clean up. */
  kill(): Promise<void>;
}

/** Starts `starter.js` and waits until it is ready. It is killed when the test is over. */
export async function startStarter(options: { readonly uid?: number } = {}): Promise<Starter> {
  const child = spawn(process.execPath, [starterFile], { stdio: ["pipe", "pipe", "inherit"], ...options });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  await next();
  const tell = (command: string): Promise<string> => {
    child.stdin.write(`${command}\n`);
    return next();
  };
  return { process: child, tell, kill };
}

/** Leaves a socket behind that nobody listens on. */
export async function leaveDeadSocket(path: string): Promise<void> {
  const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, 9))`;
  await once(spawn(process.execPath, ["-e", script, path], { stdio: "inherit" }), "exit");
}
