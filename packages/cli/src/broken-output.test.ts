import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { watchOutput } from "./broken-output.ts";

const errorOf = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });

function streams() {
  const stderr = new PassThrough({ encoding: "utf8" });
  return { stdout: new PassThrough(), stderr };
}

test.for<readonly [code: string, message: string | undefined]>([
  ["EPIPE", undefined],
  ["EIO", undefined],
  ["ENOSPC", "Cannot write to standard output: ENOSPC: no"],
])("watchOutput() ends the command when stdout fails with %s", ([code, message]) => {
  const output = streams();
  const end = vi.fn<(error: Error | null) => void>();
  watchOutput(output, end);
  output.stdout.emit("error", errorOf(code));
  expect(end.mock.calls.map(([error]) => error?.message)).toEqual([message]);
});

test.for(["EPIPE", "ENOSPC"])("goOn() goes on and says so once when stdout fails with %s", (code) => {
  const output = streams();
  const end = vi.fn<(error: Error | null) => void>();
  watchOutput(output, end).goOn();
  for (let times = 0; times < 2; times++) output.stdout.emit("error", errorOf(code));
  output.stderr.emit("error", errorOf(code));
  expect(end).not.toHaveBeenCalled();
  const line = `infrakit: Cannot write to standard output: ${code}: no; going on without it\n`;
  expect(output.stderr.read()).toBe(line);
});
