import { createHash } from "node:crypto";
import { compareBytes, encodeJson, formatNumber, type RawJson } from "@infrakit/spi/document";

/** A plugin and what it is told: the two halves of a group's configuration. */
export interface PluginSpec {
  readonly plugin: string;
  readonly properties: RawJson | null;
}

/**
 * The values of the configuration hash tag that mark an instance as made from this configuration: first the
 * one that is written (SHA-1 in base32, InfraKit since v0.5), then the one of InfraKit up to v0.4 (base64url).
 * The hash is taken from the plugins and their properties alone, with members sorted and numbers as float64,
 * so that a resize, another order of members or a new default changes nothing.
 */
export function configHashes(instance: PluginSpec, flavor: PluginSpec): readonly string[] {
  const digest = createHash("sha1")
    .update(canonicalJson(instance) + canonicalJson(flavor))
    .digest();
  const padded = digest.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return [base32(digest), padded];
}

/** Go's `json.MarshalIndent` with prefix and indent of two spaces, members in the order of their bytes. */
function canonicalJson({ plugin, properties }: PluginSpec): string {
  return canonical({ Plugin: plugin, Properties: properties === null ? null : properties.parse() }, "  ");
}

function canonical(value: unknown, margin: string): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value !== "object" || value === null) return encodeJson(value);
  const inner = `${margin}  `;
  if (Array.isArray(value)) {
    return enclose(
      "[]",
      value.map((element) => canonical(element, inner)),
      margin,
    );
  }
  const names = Object.keys(value).sort(compareBytes);
  const members = names.map(
    (name) => `${encodeJson(name)}: ${canonical((value as Record<string, unknown>)[name], inner)}`,
  );
  return enclose("{}", members, margin);
}

function enclose(brackets: string, parts: readonly string[], margin: string): string {
  if (parts.length === 0) return brackets;
  const lines = parts.map((part) => `\n${margin}  ${part}`);
  return `${brackets[0]}${lines.join(",")}\n${margin}${brackets[1]}`;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32, lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}
