/** The only version of the protocol that there ever was. */
export const apiVersion = "1";

/**
 * What is asked of a plugin, by path. The host is only a name, the one that Scope's probe uses: the socket alone says
 * which plugin it is. The id of the probe is all that a plugin is told of its host.
 */
export function pluginUrl(path: "/report" | "/control" | "/", probeId: string): URL {
  const url = new URL(path, "http://plugin");
  url.search = new URLSearchParams({ api_version: apiVersion, probe_id: probeId }).toString();
  return url;
}
