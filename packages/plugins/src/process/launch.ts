import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { codeOf } from "@infrakit/manager/state";
import { messageOf } from "@infrakit/spi";
import { findSlotTag, groupTag, type Tags } from "@infrakit/spi/data";
import {
  groupVariable,
  logicalIdVariable,
  ownVariables,
  type ProcessProperties,
  slotVariable,
  tokenVariable,
} from "./properties.ts";

/** What is started. */
export interface LaunchRequest {
  readonly id: string;
  readonly logicalId: string | null;
  readonly tags: Tags;
  /** Script that runs first; empty for none. */
  readonly init: string;
  readonly properties: ProcessProperties;
}

/** A program with its arguments, as the system starts it: nothing is quoted, nothing is parsed. */
interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a program inherits. */
type Environment = Readonly<Record<string, string | undefined>>;

/** @throws if the directory to start in does not exist: the system would blame the program. */
export async function refuseMissingDirectory({ cwd }: ProcessProperties): Promise<void> {
  if (cwd === "") return;
  const found = await stat(cwd).catch((error: unknown) => {
    throw new Error(`Cannot start in "${cwd}": ${messageOf(error)}; correct Cwd`, { cause: error });
  });
  if (!found.isDirectory()) throw new Error(`Cannot start in "${cwd}": it is not a directory; correct Cwd`);
}

/**
 * Starts a program in a session and a process group of its own, apart from us: it reads from `/dev/null`,
 * writes to the file, and lives on if we die.
 * @throws if it could not be started; then nothing runs.
 */
export async function launch(request: LaunchRequest, output: number): Promise<ChildProcess> {
  const { command, args } = programOf(request);
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", output, output],
      env: { ...environmentOf(request, process.env) },
      ...(request.properties.cwd === "" ? {} : { cwd: request.properties.cwd }),
    });
    await once(child, "spawn");
    // It must not keep us alive either.
    child.unref();
    return child;
  } catch (error) {
    throw new Error(`Cannot start "${request.properties.command}": ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Runs the script in a shell and then puts the program in its place, with the same pid. The script may set
 * variables and change the directory; if it fails, the program is not started and the instance ends.
 * It runs in a function, so that it does not change the arguments of the program.
 */
const initThenProgram = 'init=$1; shift; run() { eval "$init"; }; run || exit; exec "$@"';

/** The program to start for an instance: its own, or a shell that becomes its own after the script. */
export function programOf({ init, properties: { command, args } }: LaunchRequest): Program {
  if (init === "") return { command, args };
  return { command: "/bin/sh", args: ["-c", initThenProgram, "infrakit-init", init, command, ...args] };
}

/** The variables of an instance: ours, its own, and those by which it is known. */
export function environmentOf(request: LaunchRequest, inherited: Environment): Environment {
  const rest = Object.entries(inherited).filter(([name]) => !ownVariables.includes(name));
  const { id, logicalId, tags, properties } = request;
  const slot = findSlotTag(tags);
  const group = tags[groupTag];
  return {
    ...Object.fromEntries(rest),
    ...properties.env,
    [tokenVariable]: id,
    ...(logicalId !== null && { [logicalIdVariable]: logicalId }),
    ...(group !== undefined && { [groupVariable]: group }),
    ...(slot !== null && { [slotVariable]: String(slot.number) }),
  };
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOENT") return "no such program, or the interpreter that it names does not exist";
  if (code === "EACCES") return "it is not executable; check its mode";
  if (code === "E2BIG") return "its arguments, variables and script are larger than the system takes";
  return messageOf(error);
}
