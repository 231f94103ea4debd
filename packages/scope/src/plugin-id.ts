import { basename } from "node:path";

/** What an id may be: letters and digits with single dashes between. The tilde is left for names of controls. */
const idPattern = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/**
 * The id that the name of a socket gives: without its last extension, as Go takes it, so that `.sock` gives none and
 * `my.plugin.sock` gives `my.plugin`.
 */
export function pluginIdOf(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot === -1 ? name : name.slice(0, dot);
}

/** Whether hosts take a text for the id of a plugin (source: Scope's `probe/plugins/registry.go`). */
export function isPluginId(text: string): boolean {
  return idPattern.test(text);
}

/** Why an id is none; undefined if it is one. Begins with the words of Scope's log. */
export function refusalOf(id: string): string | undefined {
  if (isPluginId(id)) return undefined;
  return `invalid plugin id "${id}": an id is letters and digits with single dashes between; rename the socket`;
}
