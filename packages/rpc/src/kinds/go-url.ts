import { boolean, type Codec, member, object, raw, type RawJson, string } from "@infrakit/spi/document";

/** Go's `url.URL` as Go writes it, member by member. */
export interface GoUrl {
  readonly scheme: string;
  /** What follows the scheme where no slash does: `mailto:<opaque>`. */
  readonly opaque: string;
  /** `{}` where there is a user: Go does not write who it is. */
  readonly user: RawJson | null;
  readonly host: string;
  /** Without escapes. */
  readonly path: string;
  /** The path as it was written, where Go would write it with other escapes. */
  readonly rawPath: string;
  readonly omitHost: boolean;
  /** There is a question mark with nothing behind it. */
  readonly forceQuery: boolean;
  readonly rawQuery: string;
  readonly fragment: string;
  readonly rawFragment: string;
}

export const goUrl: Codec<GoUrl> = object({
  scheme: member("Scheme", string),
  opaque: member("Opaque", string),
  user: member("User", raw),
  host: member("Host", string),
  path: member("Path", string),
  rawPath: member("RawPath", string),
  omitHost: member("OmitHost", boolean),
  forceQuery: member("ForceQuery", boolean),
  rawQuery: member("RawQuery", string),
  fragment: member("Fragment", string),
  rawFragment: member("RawFragment", string),
});

/** Scheme, authority, path, query, fragment: the expression of RFC 3986, appendix B. */
const parts = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;

/**
 * Takes a URL apart as Go does. A user is left out: who leads is nobody's password.
 * @throws Error if it has an escape that is none.
 */
export function parseGoUrl(text: string): GoUrl {
  const [, scheme = "", authority, rest = "", query, fragment = ""] = parts.exec(text) ?? [];
  const isOpaque = scheme !== "" && authority === undefined && rest !== "" && !rest.startsWith("/");
  const path = isOpaque ? "" : unescape(rest, text);
  const plainFragment = unescape(fragment, text);
  return {
    scheme: scheme.toLowerCase(),
    opaque: isOpaque ? rest : "",
    user: null,
    host: (authority ?? "").replace(/^.*@/s, ""),
    path,
    rawPath: isOpaque || escape(path, reservedInPath) === rest ? "" : rest,
    omitHost: scheme !== "" && authority === undefined && rest.startsWith("/"),
    forceQuery: query === "",
    rawQuery: query ?? "",
    fragment: plainFragment,
    rawFragment: escape(plainFragment, reservedInFragment) === fragment ? "" : fragment,
  };
}

/** Puts a URL together. */
export function formatGoUrl(url: GoUrl): string {
  const scheme = url.scheme === "" ? "" : `${url.scheme}:`;
  const authority = url.host === "" && (url.omitHost || url.scheme === "") ? "" : `//${url.host}`;
  const path = isWritten(url.rawPath) ? url.rawPath : escape(url.path, reservedInPath);
  const query = url.forceQuery || url.rawQuery !== "" ? `?${url.rawQuery}` : "";
  const fragment = isWritten(url.rawFragment) ? url.rawFragment : escape(url.fragment, reservedInFragment);
  const place = url.opaque === "" ? authority + path : url.opaque;
  return `${scheme}${place}${query}${fragment === "" ? "" : `#${fragment}`}`;
}

/** Whether something is there, and has no character that a URL may not have. */
function isWritten(part: string): boolean {
  return /^[\w.~$&+,/:;=?@!'()*[\]%-]+$/.test(part);
}

/** What Go escapes in a path, beyond what has no meaning in any URL. */
const reservedInPath = /[^\w.~$&+,/:;=@-]/gu;
const reservedInFragment = /[^\w.~$&+,/:;=?@!()*-]/gu;

function escape(text: string, reserved: RegExp): string {
  return text.replace(reserved, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

function unescape(part: string, url: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new Error(`Cannot read URL "${url}": it has an escape that is none`, { cause: error });
  }
}
