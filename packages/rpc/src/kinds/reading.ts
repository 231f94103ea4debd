import { type CallOptions, type MetadataPlugin, parsePluginName } from "@infrakit/spi";
import {
  type Codec,
  formatPath,
  list,
  member,
  object,
  parsePath,
  type Path,
  raw,
  type RawJson,
  string,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { addedParams, type LaterKeyed, laterName, sinceNamed } from "./keyed.ts";
import { compareVersions, type Interface } from "./kind.ts";

/**
 * The part of the protocol by which documents are read. Metadata and updatable plugins have it in common, each
 * under its own service.
 *
 * @module
 */

/** A place in the document of an object. The path is text, which other programs write in more than one way. */
interface Place extends LaterKeyed {
  readonly path: string;
}

/** Go's `types.Path` takes any JSON for a path: what is no string, as it is written. */
export const pathText: Codec<string> = {
  ...string,
  decode(parent, key, source) {
    const value = parent[key];
    const isText = value === undefined || value === null || typeof value === "string";
    return isText ? string.decode(parent, key, source) : source.textOf(parent, key);
  },
};
const place: Codec<Place> = object({ name: laterName, path: member("Path", pathText) });

interface Nodes extends LaterKeyed {
  readonly nodes: readonly string[];
}
const nodes: Codec<Nodes> = object({ name: laterName, nodes: member("Nodes", list(string)) });

interface Value extends LaterKeyed {
  readonly value: RawJson | null;
}
const value: Codec<Value> = object({ name: laterName, value: member("Value", raw) });

/** The two methods under the name of their service. */
export interface Reading {
  readonly keys: Method<Place, Nodes>;
  readonly get: Method<Place, Value>;
  /** Whether plugins up to v0.5 may have several objects: each is the first step of a path. */
  readonly hadObjects: boolean;
}

/** The methods by which a service is read. */
export function readingOf(service: "Metadata" | "Updatable"): Reading {
  return {
    keys: {
      name: `${service}.Keys`,
      isReadOnly: true,
      former: { name: `${service}.List`, before: sinceNamed },
      addedParams,
      params: place,
      result: nodes,
    },
    get: { name: `${service}.Get`, isReadOnly: true, addedParams, params: place, result: value },
    hadObjects: service === "Metadata",
  };
}

/** Lets documents be read. `find` finds them by the name in a request. */
export function serveReading(
  { keys, get }: Reading,
  find: (named: string | null) => MetadataPlugin,
): readonly ServedMethod[] {
  return [
    serveMethod(keys, async (params) => ({
      name: params.name,
      nodes: await find(params.name).keys(parsePath(params.path)),
    })),
    serveMethod(get, async (params) => ({
      name: params.name,
      value: await find(params.name).get(parsePath(params.path)),
    })),
  ];
}

/** Reads a document through a connection. `of` is the plugin's full name, such as `mystack/vars`. */
export function connectReading(
  connection: Caller,
  of: string,
  { spoken, reading: { keys, get, hadObjects } }: { readonly spoken: Interface; readonly reading: Reading },
): MetadataPlugin {
  const { call, version } = connection.on(spoken);
  const { type } = parsePluginName(of);
  const placeOf = async (path: Path, options?: CallOptions): Promise<string> => {
    const isFirstStep = hadObjects && type !== "" && compareVersions(await version(options), sinceNamed) < 0;
    return formatPath(isFirstStep ? [type, ...path] : path);
  };
  return {
    async keys(path, options) {
      return (await call(keys, { name: of, path: await placeOf(path, options) }, options)).nodes;
    },
    async get(path, options) {
      return (await call(get, { name: of, path: await placeOf(path, options) }, options)).value;
    },
  };
}
