import type { ScopeHost } from "@infrakit/scope/host";
import { unnamed } from "../kinds/kind.ts";
import { type Served, type ServePlace, serveObjects } from "../serve-objects.ts";
import { createScopeMetadata } from "./scope-metadata.ts";

/**
 * Serves what Scope's plugins say as a metadata plugin, under a name in a plugin directory.
 * @throws LocalError `unsafe_directory`, `address_in_use`, `path_too_long`, `bad_name`.
 */
export async function serveScopeMetadata(host: ScopeHost, place: ServePlace): Promise<Served> {
  return await serveObjects(place, { metadata: { [unnamed]: createScopeMetadata(host) } });
}
