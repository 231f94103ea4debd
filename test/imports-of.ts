/**
 * The specifiers of all imports of a TypeScript source, in order: static and dynamic ones, of values and of
 * types, `export … from`, `require` and references. One that is not a literal is `undefined`.
 */
export function importsOf(source: string): readonly (string | undefined)[] {
  const { code, strings } = withoutText(source);
  const imports = [...code.matchAll(importPattern)].map(({ groups = {} }) => {
    const index = groups["static"] ?? groups["dynamic"];
    return index === undefined ? undefined : strings[Number(index)];
  });
  return [...referencesOf(source), ...imports];
}

const importPattern = new RegExp(
  [
    // import x from "y", import type { x } from "y", export * from "y", import "y"
    String.raw`(?:\bfrom|\bimport)\s*"(?<static>\d+)"`,
    // import("y"), typeof import("y"), require("y"), import.meta.resolve("y")
    String.raw`(?<![.\w#])(?:import|require|import\.meta\.resolve)\s*\(\s*(?:"(?<dynamic>\d+)"\s*[,)])?`,
  ].join("|"),
  "g",
);

/** Comments, regular expressions and strings, in which nothing is an import. */
const textPattern = new RegExp(
  [
    String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`,
    // A slash that begins an expression begins a regular expression.
    String.raw`(?<=(?:[(,=:[!&|?{};>]|\breturn|^)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*`,
    '"(?:\\\\.|[^"\\\\\\n])*"',
    "'(?:\\\\.|[^'\\\\\\n])*'",
    "`(?:\\\\.|[^`\\\\])*`",
  ].join("|"),
  "gm",
);

/** The code with every string replaced by its number in quotes, and comments and the like by a blank. */
function withoutText(source: string): { readonly code: string; readonly strings: readonly string[] } {
  const strings: string[] = [];
  const code = source.replace(textPattern, (text) => {
    const isString = /^["'`]/.test(text) && !text.includes("${");
    return isString ? `"${strings.push(text.slice(1, -1)) - 1}"` : " ";
  });
  return { code, strings };
}

/** `/// <reference types="node" />` is an import in the guise of a comment. */
function referencesOf(source: string): readonly string[] {
  const references = source.matchAll(/^\s*\/\/\/\s*<reference\s+(?:types|path)\s*=\s*["']([^"']+)["']/gm);
  return [...references].map(([, specifier = ""]) => specifier);
}
