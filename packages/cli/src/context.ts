import { encodeJson } from "@infrakit/infrakit/operator";
import type { BrokenOutput } from "./broken-output.ts";

/** What a command works with beside its arguments. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly output: BrokenOutput;
  /** Data is written as one JSON document, errors too. */
  readonly isJson: boolean;
}

/** Writes the answer of a command: the document for programs, or the lines for people. */
export function answer({ stdout, isJson }: Context, document: unknown, lines: readonly string[]): void {
  if (isJson) stdout.write(`${encodeJson(document)}\n`);
  else for (const line of lines) stdout.write(`${line}\n`);
}

/** Tells people something beside the answer. Programs that asked for JSON are not told. */
export function note({ stderr, isJson }: Context, text: string): void {
  if (!isJson) stderr.write(`${text}\n`);
}
