import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A script of this directory that runs in a process of its own. */
export interface RunningScript {
  readonly pid: number;
  /** What it prints. */
  readonly lines: AsyncIterator<string, undefined>;
  /** Sends it an empty line. */
  poke(): void;
  /** Ends it as `kill -9` does and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a script; it is killed when the test ends, if it still runs. */
export function startScript(script: URL, ...parameters: readonly string[]): RunningScript {
  const child = spawn(process.execPath, [fileURLToPath(script), ...parameters], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  onTestFinished(kill);
  return {
    pid: pidOf(child),
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    poke: () => void child.stdin.write("\n"),
    kill,
  };
}

/** The next line that a script prints. @throws Error if it ends instead. */
export async function nextLine({ lines }: RunningScript): Promise<string> {
  const { done, value } = await lines.next();
  if (done === true) throw new Error("The script ended without a word");
  return value;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("The script did not start");
  return child.pid;
}
