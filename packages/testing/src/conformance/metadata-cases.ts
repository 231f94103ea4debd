import type { MetadataPlugin } from "@infrakit/spi";
import { compareBytes, type RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";

/** Documents differ; there is nothing that a case must be told. */
export type MetadataInputs = Readonly<Record<never, never>>;

/** A case of a metadata plugin, and of every updatable one. */
export type MetadataCase = ConformanceCase<MetadataPlugin, unknown>;

type Run = (plugin: MetadataPlugin, context: CaseContext<unknown>) => Promise<void>;

function metadataCase(severity: Severity, name: string, run: Run): MetadataCase {
  return { severity, name, run };
}

/** How many names of a document are looked at. */
const maxLooked = 20;

/** What holds for every metadata plugin. */
export const metadataCases: readonly MetadataCase[] = [
  metadataCase("should", "keys come in order, each once", async (plugin, context) => {
    const keys = await plugin.keys([], context);
    const sorted = [...new Set(keys)].toSorted(compareBytes);
    demand(show(keys) === show(sorted), {
      expected: show(sorted),
      came: show(keys),
      because: "templates and people walk through them",
    });
  }),

  metadataCase("must", "what is not there is null and has no keys", async (plugin, context) => {
    const path = [`conformance-${context.token}`, "below"];
    const [value, keys] = [await plugin.get(path, context), await plugin.keys(path, context)];
    demand(value === null && keys.length === 0, {
      expected: "null and no keys",
      came: `${value?.text ?? "null"} and ${show(keys)}`,
      because: "a template asks whether something is there, and an error would end it",
    });
  }),

  metadataCase("must", "the root holds a value for each key", async (plugin, context) => {
    const keys = (await plugin.keys([], context)).toSorted(compareBytes);
    const names = namesIn(await plugin.get([], context));
    demand(show(keys) === show(names), {
      expected: `the keys of the root: ${show(keys)}`,
      came: show(names),
      because: "whoever reads the whole document and whoever walks through it see different things",
    });
  }),

  metadataCase("must", "keys below a key are the names of its value", async (plugin, context) => {
    for (const key of (await plugin.keys([], context)).slice(0, maxLooked)) {
      const keys = (await plugin.keys([key], context)).toSorted(compareBytes);
      const names = namesIn(await plugin.get([key], context));
      demand(show(keys) === show(names), {
        expected: `keys below ${show(key)}: ${show(names)}`,
        came: show(keys),
        because: "what cannot be listed is not found",
      });
    }
  }),

  metadataCase("must", "many may read at once", async (plugin, context) => {
    const reads = Array.from({ length: maxLooked }, () => plugin.keys([], context));
    const [first, ...others] = await Promise.all(reads);
    const other = others.find((keys) => show(keys) !== show(first));
    demand(other === undefined, {
      expected: `the same for everybody: ${show(first)}`,
      came: show(other),
      because: "templates are rendered at the same time",
    });
  }),
];

/** The keys that a value should have, in order: names of an object, `[0]`, `[1]`, `[10]`, … of a list. */
function namesIn(value: RawJson | null): readonly string[] {
  const parsed = value?.parse();
  if (typeof parsed !== "object" || parsed === null) return [];
  const names = Array.isArray(parsed) ? parsed.map((_, index) => `[${index}]`) : Object.keys(parsed);
  return names.toSorted(compareBytes);
}
