import type { HttpAnswer } from "./http-answer.ts";

/** How many redirections are followed: as many as Go's client does. */
export const maxRedirects = 10;

/** What is asked of a plugin. */
export interface PluginRequest {
  readonly method: "GET" | "POST";
  /** Its host is only a name: the socket says who is asked. */
  readonly url: URL;
  /** JSON. */
  readonly body?: string;
  /** Where a redirection came from. */
  readonly referer?: string;
}

/**
 * The request that an answer sends us to, as Go's client makes it: 307 and 308 keep method and body, all others ask
 * with GET (source: `redirectBehavior` of Go's `net/http`).
 *
 * @throws Error if it leads away from HTTP.
 */
export function redirect(
  { method, url, body }: PluginRequest,
  { status, location = "" }: HttpAnswer,
): PluginRequest {
  if (!URL.canParse(location, url.href)) throw new Error(`failed to parse Location header "${location}"`);
  const target = new URL(location, url);
  if (target.protocol !== "http:")
    throw new Error(`Get "${location}": unsupported protocol scheme "${target.protocol.slice(0, -1)}"`);
  const isKept = status === 307 || status === 308;
  return {
    method: isKept ? method : "GET",
    url: target,
    ...(isKept && body !== undefined && { body }),
    referer: url.href,
  };
}
