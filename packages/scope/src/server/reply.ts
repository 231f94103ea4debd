/** An answer to a request, before it is put on a connection. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What is large comes in parts. */
  readonly body: string | Uint8Array | readonly Uint8Array[];
}

/** Headers of everything that is answered: a browser takes it for nothing else, and no other page gets hold of it. */
const always = {
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
} as const;

/** A value as Scope's app sends it: never from a cache. */
export function jsonReply(value: unknown): Reply {
  return jsonTextReply(200, JSON.stringify(value));
}

/** A value that is JSON already. */
export function jsonTextReply(status: number, body: Reply["body"]): Reply {
  return {
    status,
    headers: { ...always, "Content-Type": "application/json", "Cache-Control": "no-cache" },
    body,
  };
}

/** Why a request is not carried out, as Scope's app says it: a JSON string. */
export function errorReply(
  status: number,
  why: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const reply = jsonTextReply(status, JSON.stringify(why));
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** A file of the page. */
export function fileReply(body: Uint8Array, headers: Readonly<Record<string, string>>): Reply {
  return { status: 200, headers: { ...always, "Cache-Control": "no-cache", ...headers }, body };
}
