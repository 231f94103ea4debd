import type { UpdatablePlugin } from "@infrakit/spi";
import {
  formatPath,
  list,
  member,
  object,
  parsePath,
  raw,
  type RawJson,
  string,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { addedParams, keyedBy, type LaterKeyed, laterName } from "./keyed.ts";
import type { Kind } from "./kind.ts";
import { pathText, connectReading, readingOf, serveReading } from "./reading.ts";

/** A value to be put at a path, which travels as text. */
interface Change {
  readonly path: string;
  readonly value: RawJson | null;
}

interface Changes extends LaterKeyed {
  readonly changes: readonly Change[];
}
interface Proposal extends LaterKeyed {
  readonly original: RawJson | null;
  readonly proposed: RawJson | null;
  readonly cas: string;
}
const proposed = member("Proposed", raw);
const cas = member("Cas", string);

const changes: Method<Changes, Proposal> = {
  name: "Updatable.Changes",
  isReadOnly: true,
  addedParams,
  params: object({
    name: laterName,
    changes: member(
      "Changes",
      list(object<Change>({ path: member("Path", pathText), value: member("Value", raw) })),
    ),
  }),
  result: object({ name: laterName, original: member("Original", raw), proposed, cas }),
};

interface Commit extends LaterKeyed {
  readonly proposed: RawJson | null;
  readonly cas: string;
}
const commit: Method<Commit, LaterKeyed> = {
  name: "Updatable.Commit",
  addedParams,
  params: object({ name: laterName, proposed, cas }),
  result: object({ name: laterName }),
};

const reading = readingOf("Updatable");

/** Documents that can be read and changed. The objects of a plugin are told apart by `Name`. */
export const updatableKind: Kind = {
  interface: { name: "Updatable", current: "0.1.1", implemented: ["0.1.0"], first: [] },
  names: ({ updatable }) => namesOf(updatable, "changes"),
  serve: serveUpdatable,
};

function serveUpdatable(objects: PluginObjects): readonly ServedMethod[] {
  const find = keyedBy<UpdatablePlugin>(() => objects.updatable, "changes");
  return [
    ...serveReading(reading, find),
    serveMethod(changes, async (params) => {
      const wanted = params.changes.map(({ path, value }) => ({ path: parsePath(path), value }));
      return { name: params.name, ...(await find(params.name).changes(wanted)) };
    }),
    serveMethod(commit, async (params) => {
      await find(params.name).commit(params.proposed, params.cas);
      return { name: params.name };
    }),
  ];
}

/** Makes an updatable document of a connection. `of` is the plugin's full name, such as `mystack/vars`. */
export function connectUpdatable(connection: Caller, of: string): UpdatablePlugin {
  const spoken = updatableKind.interface;
  const { call } = connection.on(spoken);
  return {
    ...connectReading(connection, of, { spoken, reading }),
    async changes(wanted, options) {
      const written = wanted.map(({ path, value }) => ({ path: formatPath(path), value }));
      const answer = await call(changes, { name: of, changes: written }, options);
      return { original: answer.original, proposed: answer.proposed, cas: answer.cas };
    },
    async commit(wanted, agreed, options) {
      await call(commit, { name: of, proposed: wanted, cas: agreed }, options);
    },
  };
}
