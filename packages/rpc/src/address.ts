import { LocalError } from "@infrakit/spi";

/** Where requests go: a path of the file system or a place on the network. */
export type Target =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "url"; readonly origin: string; readonly path: string };

/** An address as people write it; a `.listen` file holds one of the other two. */
export type Address = Target | { readonly kind: "listen"; readonly file: string };

/**
 * Reads the address of a plugin: the path of a socket or of a `.listen` file, `unix://` and `file://` before such
 * a path, or `tcp://`, `http://` and `https://` URLs, whose path is kept.
 * @throws LocalError `plugin_unreachable` if it is none of these, or names a user.
 */
export function parseAddress(address: string): Address {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(address) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      return pathAddress(address);
    case "unix":
    case "file":
      return pathAddress(rest);
    case "tcp":
      return urlAddress(`http://${rest}`, address);
    case "http":
    case "https":
      return urlAddress(address, address);
    default:
      throw invalid(address);
  }
}

function pathAddress(path: string): Address {
  if (path === "") throw invalid(path);
  return path.endsWith(".listen") ? { kind: "listen", file: path } : { kind: "socket", path };
}

function urlAddress(url: string, address: string): Target {
  if (!URL.canParse(url)) throw invalid(address);
  const { origin, pathname, search, username, password } = new URL(url);
  if (username !== "" || password !== "") throw withUser(origin + pathname);
  return { kind: "url", origin, path: pathname + search };
}

/** They would not be sent, and the address stands in errors. */
function withUser(shown: string): LocalError {
  const why = "its address holds a user or a password, which no plugin asks for; leave them out";
  return new LocalError("plugin_unreachable", `Cannot connect to "${shown}": ${why}`);
}

function invalid(address: string): LocalError {
  return new LocalError(
    "plugin_unreachable",
    `Cannot connect to "${address}": invalid address ${address}; use the path of a socket or of a .listen file, or a tcp, http or https URL`,
  );
}
