import { readFile } from "node:fs/promises";
import { messageOf, parseDuration, RawJson } from "@infrakit/infrakit/operator";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";

/** What the cases are told of a plugin, as it is written on the command line. */
export interface InputOptions {
  readonly properties?: string;
  readonly refused?: readonly string[];
  readonly changed?: string;
  readonly timeout?: string;
}

/** What the cases are told of a plugin. */
export interface CheckInputs {
  readonly properties: RawJson | undefined;
  readonly refused: readonly RawJson[];
  readonly changed: RawJson | undefined;
  /** How long a case may take. */
  readonly deadlineMs: number;
}

/** Plugins of clouds take their time. */
const defaultTimeout = "30s";

/** Reads what the options say. @throws CommandError if a document is no JSON, or its file cannot be read. */
export async function readInputs(options: InputOptions): Promise<CheckInputs> {
  const { properties, refused = [], changed, timeout = defaultTimeout } = options;
  return {
    properties: properties === undefined ? undefined : await readJson("--properties", properties),
    refused: await Promise.all(refused.map((text) => readJson("--refused", text))),
    changed: changed === undefined ? undefined : await readJson("--changed", changed),
    deadlineMs: parseTimeout(timeout),
  };
}

/** Longest time that a case is given, in milliseconds: a day. Timers cannot count much further. */
const maxDeadlineMs = 24 * 60 * 60 * 1000;

/** Reads how long a case may take. @throws CommandError if it is no such time. */
export function parseTimeout(text: string): number {
  const ms = parseMs(text);
  // A signal takes whole milliseconds only.
  if (ms >= 1 && ms <= maxDeadlineMs) return Math.ceil(ms);
  throw badInput(`Cannot use --timeout "${text}": a case may take from 1ms to 24h`);
}

function parseMs(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw badInput(`Cannot read --timeout "${text}": ${messageOf(error)}`, { cause: error });
  }
}

/** JSON, or `@` and the name of a file that holds it. */
async function readJson(option: string, given: string): Promise<RawJson> {
  const text = given.startsWith("@") ? await readText(given.slice(1)) : given;
  try {
    return RawJson.fromText(text);
  } catch (error) {
    const hint = "give a JSON document, or @ and the name of a file that holds one";
    throw badInput(`Cannot read ${option} "${given}": ${messageOf(error)}`, { cause: error, hint });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const failure = { code: "file_unreadable", exitCode: exitCode.notFound };
    throw new CommandError(`Cannot read "${path}": ${messageOf(error)}`, failure, { cause: error });
  }
}
