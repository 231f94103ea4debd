import type { MetadataPlugin, UpdatablePlugin } from "@infrakit/spi";
import type { PathChange } from "@infrakit/spi/data";
import { findAtPath, keysAtPath, RawJson } from "@infrakit/spi/document";
import { describe } from "vitest";
import { describeWrong } from "../../test/see-wrong.ts";
import { describeConformance } from "../vitest.ts";
import { metadataCases, updatableCases } from "./index.ts";

/** A document of one level, each of its values kept as text. */
class Document implements UpdatablePlugin {
  #values: Readonly<Record<string, string>> = { b: '{"d":1,"c":[1,2]}', a: "[1,2]" };

  async keys([name, ...below]: readonly string[]): Promise<readonly string[]> {
    if (below.length > 0) return [];
    const value: unknown = name === undefined ? this.#values : JSON.parse(this.#values[name] ?? "null");
    if (Array.isArray(value)) return value.map((_, index) => `[${index}]`);
    return Object.keys(value ?? {}).toSorted();
  }

  async get([name, ...below]: readonly string[]): Promise<RawJson | null> {
    if (name === undefined) return RawJson.fromText(format(this.#values));
    const text = below.length > 0 ? undefined : this.#values[name];
    return text === undefined ? null : RawJson.fromText(text);
  }

  async changes(changes: readonly PathChange[]): Promise<Awaited<ReturnType<UpdatablePlugin["changes"]>>> {
    const changed = changes.map(({ path: [name = ""], value }) => [name, value?.text ?? "null"]);
    const proposed = format({ ...this.#values, ...Object.fromEntries(changed) });
    const original = format(this.#values);
    const raws = { original: RawJson.fromText(original), proposed: RawJson.fromText(proposed) };
    return { ...raws, cas: `${original}|${proposed}` };
  }

  async commit(proposed: RawJson | null, cas: string): Promise<void> {
    if (cas !== `${format(this.#values)}|${proposed?.text}`) throw new Error("cas mismatch");
    this.put(proposed);
  }

  put(proposed: RawJson | null): void {
    const parsed = proposed?.parse() as Readonly<Record<string, unknown>>;
    const texts = Object.keys(parsed).map((name) => [name, textOf(proposed, name)]);
    this.#values = Object.fromEntries(texts) as Record<string, string>;
  }
}

function format(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(values).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${values[name]}`).join(",")}}`;
}

/** The text of a member: everything up to the next name that is in order. */
function textOf(value: RawJson | null, name: string): string {
  const text = value?.text ?? "{}";
  const names = Object.keys(value?.parse() as object).toSorted();
  const begin = text.indexOf(`${JSON.stringify(name)}:`) + JSON.stringify(name).length + 1;
  const next = names[names.indexOf(name) + 1];
  return text.slice(begin, next === undefined ? -1 : text.indexOf(`,${JSON.stringify(next)}:`, begin));
}

/** Lists its keys in the order of their bytes, as InfraKit does. */
describeConformance("a document with a long list", metadataCases, () => {
  const list = RawJson.fromValue({ list: Array.from({ length: 11 }, (_, index) => index) });
  const plugin: MetadataPlugin = {
    keys: async (path) => keysAtPath(list, path),
    get: async (path) => findAtPath(list, path),
  };
  return { plugin, inputs: {} };
});

describeConformance("a document", updatableCases, () => ({ plugin: new Document(), inputs: {} }));

/** A document that is right but for what is given. */
function but(wrong: (right: Document) => Partial<UpdatablePlugin>): UpdatablePlugin {
  const right = new Document();
  const kept: UpdatablePlugin = {
    keys: (path) => right.keys(path),
    get: (path) => right.get(path),
    changes: (changes) => right.changes(changes),
    commit: (proposed, cas) => right.commit(proposed, cas),
  };
  return { ...kept, ...wrong(right) };
}

/** For each case of metadata a plugin with one fault. */
const wrongMetadata: Readonly<Record<string, () => UpdatablePlugin>> = {
  "keys come in order, each once": () =>
    but((right) => ({ keys: async (path) => (await right.keys(path)).toReversed() })),
  "what is not there is null and has no keys": () =>
    but(() => ({ get: () => Promise.reject(new Error("wrong: no such path")) })),
  "the root holds a value for each key": () =>
    but((right) => ({
      keys: async (path) => (path.length > 0 ? right.keys(path) : ["a", "b", "z"]),
    })),
  "keys below a key are the names of its value": () =>
    but((right) => ({ keys: async (path) => (path.length === 0 ? right.keys(path) : []) })),
  "many may read at once": () => {
    let reads = 0;
    return but((right) => ({ keys: (path) => (++reads > 5 ? Promise.resolve([]) : right.keys(path)) }));
  },
};

/** For each case of an updatable document a plugin with one fault. */
const wrongUpdatable: Readonly<Record<string, () => UpdatablePlugin>> = {
  ...wrongMetadata,
  "a proposal changes nothing": () =>
    but((right) => ({
      changes: async (changes) => {
        const change = await right.changes(changes);
        right.put(change.proposed);
        return change;
      },
    })),
  "a commit makes the proposal current": () => but(() => ({ commit: async () => {} })),
  "big integers are committed digit by digit": () =>
    but((right) => ({
      get: async (path) => RawJson.fromValue((await right.get(path))?.parse() ?? null),
    })),
  "a commit that others were faster than is refused": () =>
    but((right) => ({ commit: async (proposed) => right.put(proposed) })),
  "a commit of something else than was proposed is refused": () =>
    but((right) => ({
      commit: async (proposed, cas) => {
        const [before] = cas.split("|");
        if (before !== (await right.get([]))?.text) throw new Error("cas mismatch");
        right.put(proposed);
      },
    })),
  "of two commits at once one is refused": () =>
    but((right) => ({
      commit: async (proposed, cas) => {
        const [before] = cas.split("|");
        if (before !== (await right.get([]))?.text) throw new Error("cas mismatch");
        await Promise.resolve();
        right.put(proposed);
      },
    })),
};

describe("metadata", () => describeWrong(metadataCases, wrongMetadata, {}));
describe("updatable", () => describeWrong(updatableCases, wrongUpdatable, {}));
