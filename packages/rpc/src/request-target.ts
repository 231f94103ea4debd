/** What a request asks for. */
export interface RequestTarget {
  /** Without the escapes of URLs: a character for each byte. */
  readonly path: string;
  /** The query with its question mark, as it was written. */
  readonly query: string;
  /** Where Go's router sends clients whose path is not the shortest one for the place; absent if it is. */
  readonly canonical?: string;
}

/** Reads the target of a request; `undefined` if it is no URL. A proxy may send the whole URL. */
export function parseTarget(target: string): RequestTarget | undefined {
  // All calls go there.
  if (target === "/") return root;
  const [, origin = "", written = "", query = ""] = /^(https?:\/\/[^/?]*)?([^?]*)(.*)$/is.exec(target) ?? [];
  if (/%(?![0-9a-f]{2})/i.test(written)) return undefined;
  const path = unescapeBytes(written) || "/";
  const clean = cleanPath(path);
  return clean === path ? { path, query } : { path, query, canonical: origin + escapePath(clean) + query };
}

const root: RequestTarget = { path: "/", query: "" };

function unescapeBytes(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Escapes what Go's `url.URL` does in a path. */
function escapePath(path: string): string {
  return path.replace(
    /[^-\w.~$&+,/:;=@]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Resolves `.`, `..` and empty segments; a slash at the end stays. */
function cleanPath(path: string): string {
  if (path === "/") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}
