import { JsonReader } from "../report/json-reader.ts";
import { readElements, readMembers, readText } from "../report/read-value.ts";
import type { PluginSpec } from "../report/index.ts";
import { apiVersion } from "./plugin-url.ts";

/** Deepest nesting of what a plugin may answer beside its members, which are flat. */
const maxHandshakeDepth = 64;

/** What a plugin said when it was asked who it is. Neither is there if it was no answer to that question. */
export interface Handshake {
  readonly spec?: PluginSpec;
  /** Why it cannot be polled, in the words of that time. */
  readonly error?: string;
}

/**
 * Reads the answer to `GET /` of plugins from before Scope 0.14, whose reports do not say who made them (source: the
 * README of commit 7632e0b3c). It counts only with `name` and `api_version`: some plugins answer any path with a
 * report.
 * @throws ReportError if it is no JSON object.
 */
export function parseHandshake(text: string): Handshake {
  const reader = new JsonReader(text, maxHandshakeDepth);
  const texts = new Map<string, string>();
  let interfaces: readonly string[] | undefined;
  readMembers(reader, (name) => {
    if (name === "interfaces") interfaces = readTexts(reader);
    else if (members.has(name)) texts.set(name, readText(reader));
    else reader.skip();
  });
  const [name = "", version, description] = [...members].map((member) => texts.get(member));
  if (name === "" || version === undefined) return {};
  if (version !== apiVersion)
    return { error: `plugin did not provide correct API version: expected "1", got "${version}"` };
  const spec = { id: name, label: name, apiVersion: version };
  return {
    spec: {
      ...spec,
      ...(description !== undefined && { description }),
      ...(interfaces !== undefined && { interfaces }),
    },
  };
}

const members: ReadonlySet<string> = new Set(["name", "api_version", "description"]);

function readTexts(reader: JsonReader): readonly string[] {
  const texts: string[] = [];
  readElements(reader, () => texts.push(readText(reader)));
  return texts;
}
