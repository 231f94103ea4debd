// An InfraKit instance plugin in a few lines: each instance is a file in INSTANCES_DIR.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { servePlugin } from "@infrakit/rpc";
import type { InstancePlugin } from "@infrakit/spi";
import { RawJson } from "@infrakit/spi/document";

const { INSTANCES_DIR: directory = "instances", INFRAKIT_PLUGINS_DIR: plugins = "plugins" } = process.env;
for (const made of [directory, plugins]) mkdirSync(made, { recursive: true, mode: 0o700 });

const plugin: InstancePlugin = {
  async validate(properties) {
    if (properties?.text.startsWith("{") === false) throw new Error("Properties must be an object");
  },
  async provision({ properties, tags, logicalId }) {
    await plugin.validate(properties);
    return write({ id: `ts-${randomUUID()}`, logicalId, tags, properties: properties?.text ?? "null" });
  },
  async label(id, labels) {
    const one = read(id);
    write({ ...one, tags: { ...one.tags, ...labels } });
  },
  async destroy(id) {
    unlinkSync(pathOf(read(id).id));
  },
  async describeInstances({ tags, properties }) {
    const ids = readdirSync(directory).flatMap((file) => /^(ts-.+)\.json$/.exec(file)?.[1] ?? []);
    return ids
      .map(read)
      .filter((one) => Object.entries(tags).every(([name, value]) => one.tags[name] === value))
      .map((one) => ({ ...one, properties: properties ? RawJson.fromText(one.properties) : null }));
  },
};

/** An instance as it stands in its file; `properties` is the text that it was made from. */
type Instance = { id: string; logicalId: string | null; tags: Record<string, string>; properties: string };

function read(id: string): Instance {
  if (!/^ts-[0-9a-f-]{36}$/.test(id)) throw new Error(`not found ${id}`);
  return JSON.parse(readFileSync(pathOf(id), "utf8")) as Instance;
}

/** Whoever looks sees the instance as it was or as it is. */
function write(one: Instance): string {
  writeFileSync(`${pathOf(one.id)}.part`, JSON.stringify(one));
  renameSync(`${pathOf(one.id)}.part`, pathOf(one.id));
  return one.id;
}

function pathOf(id: string): string {
  return join(directory, `${id}.json`);
}

const server = await servePlugin({ instance: plugin }, { path: join(plugins, "typescript-files") });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
