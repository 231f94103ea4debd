import { exitCode } from "./exit-code.ts";

/** What happens when the answer cannot be written. By default the command ends. */
export interface BrokenOutput {
  /** From now on the command goes on without anybody who reads what it says; that is told once. */
  goOn(): void;
}

/** The streams that a command writes to. */
export interface OutputStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Ends the command when stdout is broken: quietly if only nobody reads any more, otherwise with an error. */
export function watchOutput(
  { stdout, stderr }: OutputStreams,
  end: (error: Error | null) => void,
): BrokenOutput {
  const state = { goesOn: false, isTold: false };
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!state.goesOn) return end(isNobodyThere(error) ? null : cannotWrite(error));
    if (!state.isTold) stderr.write(`infrakit: ${cannotWrite(error).message}; going on without it\n`);
    state.isTold = true;
  });
  // That it is broken could only be told there.
  stderr.on("error", () => undefined);
  return {
    goOn() {
      state.goesOn = true;
    },
  };
}

/** Ends a command that has nothing to tell but what could not be written. */
export function endWith(error: Error | null): never {
  if (error !== null) process.stderr.write(`infrakit: ${error.message}\n`);
  process.exit(error === null ? exitCode.ok : exitCode.failed);
}

/** `infrakit … | head -1` is no failure, and neither is a terminal that was closed. */
function isNobodyThere({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "EIO";
}

function cannotWrite(error: Error): Error {
  return new Error(`Cannot write to standard output: ${error.message}`, { cause: error });
}
