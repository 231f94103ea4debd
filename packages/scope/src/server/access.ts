import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { errorReply, type Reply } from "./reply.ts";

/** What a request shows of who sent it. */
export interface Visitor {
  readonly headers: IncomingHttpHeaders;
  /** Whether it asks for the page itself, which knows nothing: anybody on this machine may load it. */
  readonly isPage: boolean;
}

/** A name of this machine, as a browser writes it, with or without a port. Nothing else is taken apart: it may be anything. */
const ownHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** A secret of 192 bits that fits into a URL. */
export function createToken(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Checks a request that came over TCP, where every user of the machine and every page that a browser shows can send
 * some: `undefined` if it may be answered.
 *
 * A name other than those of this machine means that a page from elsewhere had its own name lead here (DNS
 * rebinding). The port is not looked at: through a tunnel it is another.
 */
export function refuseVisitor(token: string, { headers, isPage }: Visitor): Reply | undefined {
  const { host = "", origin } = headers;
  if (!ownHost.test(host)) {
    const why = `Cannot answer requests to "${host}": use localhost or 127.0.0.1 in the URL`;
    return errorReply(403, why);
  }
  if (origin !== undefined && origin !== `http://${host}`)
    return errorReply(403, `Cannot answer a page of "${origin}": only that of this server may ask`);
  if (isPage || isToken(token, headers.authorization)) return undefined;
  const why = "Cannot answer without the token: send `Authorization: Bearer <token>`; the host printed it";
  return errorReply(401, why, { "WWW-Authenticate": 'Bearer realm="scope"' });
}

/** In a time that tells nothing of where they differ. */
function isToken(token: string, authorization = ""): boolean {
  const [, sent = ""] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  return timingSafeEqual(digestOf(sent), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
