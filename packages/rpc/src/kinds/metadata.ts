import { type CallOptions, type MetadataPlugin, parsePluginName } from "@infrakit/spi";
import type { Caller } from "../caller.ts";
import { namesOf, objectsByName, unnamed } from "../hosted-objects.ts";
import type { Peer } from "../peer.ts";
import { formerDocuments } from "./former-documents.ts";
import { keyedBy } from "./keyed.ts";
import type { Interface, Kind } from "./kind.ts";
import { connectReading, readingOf, serveReading } from "./reading.ts";
import { connectUpdatable, updatableKind } from "./updatable.ts";

const reading = readingOf("Metadata");

/** Documents that can be read. The objects of a plugin are told apart by `Name`. */
export const metadataKind: Kind = {
  interface: { name: "Metadata", current: "0.1.1", implemented: ["0.1.0"], first: [] },
  names: ({ metadata }) => namesOf(metadata, "keys"),
  serve(objects) {
    const find = keyedBy<MetadataPlugin>(() => objects.metadata, "keys");
    return serveReading(reading, (named) =>
      named === null ? formerDocuments(objectsByName(objects.metadata, "keys")) : find(named),
    );
  },
};

/**
 * Makes a readable document of a connection. `of` is the plugin's full name, such as `time`. A document that can be
 * changed is not listed as metadata and answers to another service, so the peer is asked first which it is. Each
 * question has a deadline of its own.
 */
export function connectMetadata(connection: Caller, of: string): MetadataPlugin {
  const spoken = metadataKind.interface;
  const readable = connectReading(connection, of, { spoken, reading });
  const updatable = connectUpdatable(connection, of);
  const find = async (options?: CallOptions): Promise<MetadataPlugin> =>
    isUpdatable(await connection.peer(options), of) ? updatable : readable;
  return {
    keys: async (path, options) => (await find(options)).keys(path, options),
    get: async (path, options) => (await find(options)).get(path, options),
  };
}

/** A peer that has documents of both sorts is asked for the one by whose name it has it. */
function isUpdatable(peer: Peer, of: string): boolean {
  const { type } = parsePluginName(of);
  const hosts = ({ name }: Interface, object?: string): boolean =>
    peer.some(
      (hosted) =>
        hosted.name === name && (object === undefined || (hosted.objects?.includes(object) ?? false)),
    );
  if (!hosts(updatableKind.interface)) return false;
  const object = type === "" ? unnamed : type;
  return (
    !hosts(metadataKind.interface) ||
    (hosts(updatableKind.interface, object) && !hosts(metadataKind.interface, object))
  );
}
