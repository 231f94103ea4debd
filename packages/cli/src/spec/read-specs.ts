import { readFile } from "node:fs/promises";
import { type GroupSpec, messageOf, parseSpecs } from "@infrakit/infrakit/operator";
import { type Context, note } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";
import { plainText } from "../table.ts";

/** Longest spec in bytes. */
const maxSpecBytes = 8 * 1024 * 1024;

/** How strictly specs are read. */
export interface ReadOptions {
  readonly allowUnknown?: true;
}

/**
 * Reads the specs in files, or on standard input for `-`.
 * @throws CommandError that names the file and the place in it.
 */
export async function readSpecs(
  context: Context,
  paths: readonly string[],
  { allowUnknown }: ReadOptions,
): Promise<readonly GroupSpec[]> {
  const pathsById = new Map<string, string>();
  const all: GroupSpec[] = [];
  for (const path of paths) {
    const text = await readText(context, path);
    for (const { id, name, properties } of await parse(path, text, allowUnknown === true)) {
      const other = pathsById.get(id);
      if (other !== undefined)
        throw badInput(`Cannot read ${sourceWords(path)}: group "${id}" is in ${sourceWords(other)} too`);
      if (name !== id) note(context, plainText(`"${name}" in ${sourceWords(path)} is the group "${id}"`));
      pathsById.set(id, path);
      all.push({ id, properties });
    }
  }
  return all;
}

function sourceWords(path: string): string {
  return path === "-" ? "standard input" : `"${path}"`;
}

async function readText({ stdin }: Context, path: string): Promise<string> {
  const bytes = path === "-" ? await readAll(stdin) : await readFileOf(path);
  if (bytes.byteLength > maxSpecBytes) {
    throw badInput(`Cannot read ${sourceWords(path)}: it is longer than ${maxSpecBytes} bytes`);
  }
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

async function readFileOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    const failure = { code: "file_unreadable", exitCode: isAbsent ? exitCode.notFound : exitCode.usage };
    throw new CommandError(`Cannot read "${path}": ${messageOf(error)}`, failure, { cause: error });
  }
}

async function readAll(stdin: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxSpecBytes) break;
  }
  return Buffer.concat(chunks);
}

async function parse(
  path: string,
  text: string,
  allowUnknown: boolean,
): Promise<ReturnType<typeof parseSpecs>> {
  try {
    const json = isJson(text) ? text : await fromYaml(text);
    return parseSpecs(json, { unknownMembers: allowUnknown ? "ignore" : "refuse" });
  } catch (error) {
    throw badInput(`Cannot read ${sourceWords(path)}: ${messageOf(error)}`, {
      cause: error,
      ...(messageOf(error).includes("unknown member") && {
        hint: "--allow-unknown leaves it to the plugin that it is for, which may refuse it",
      }),
    });
  }
}

/** As InfraKit does: JSON first, then YAML, of which most JSON is a part. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The other reader says what is wrong, and in which line.
    return false;
  }
}

async function fromYaml(text: string): Promise<string> {
  const { yamlToJson } = await import("./yaml-text.ts");
  try {
    return yamlToJson(text);
  } catch (error) {
    throw new Error(`it is neither JSON nor YAML: ${messageOf(error)}`, { cause: error });
  }
}
