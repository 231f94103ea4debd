import { LocalError } from "@infrakit/spi";

/** How far a call had come when its connection failed. */
export interface CallProgress {
  /** Whether it had been given to a connection. */
  readonly wasSent: boolean;
}

/** Says of an error of a connection what it means for the call that it carried. */
export function sortFailure(error: Error, { wasSent }: CallProgress): LocalError {
  if (error instanceof LocalError) return error;
  if ((error as NodeJS.ErrnoException).code === "UND_ERR_DESTROYED") return closedHere();
  const { code = "" } = error as NodeJS.ErrnoException;
  if (!wasSent) return new LocalError("plugin_unreachable", whyUnreachable(error, code), { cause: error });
  if (isUnread(error)) {
    const why = "the plugin hung up before it had read the call";
    return new LocalError("plugin_unreachable", why, { cause: error });
  }
  if (error.name === "HTTPParserError" || notHttp.has(code))
    return new LocalError("bad_answer", `the answer is not HTTP: ${error.message}`, { cause: error });
  const why = `the plugin hung up before it had answered (${error.message})`;
  return new LocalError("connection_lost", why, { cause: error });
}

/** What becomes of calls when their caller closes the connection. */
export function closedHere(): LocalError {
  return new LocalError("aborted", "the connection was closed");
}

/**
 * Whether the system refused to take bytes of the request because nobody would read them: then the request never
 * was whole, and nobody can have acted on it.
 */
export function isUnread(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "EPIPE";
}

/** Codes of undici for answers that its parser took and that are wrong all the same. */
const notHttp: ReadonlySet<string> = new Set([
  "UND_ERR_HEADERS_OVERFLOW",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

function whyUnreachable(error: Error, code: string): string {
  if (code === "ECONNREFUSED") return "nobody listens there; is the plugin running?";
  if (code === "ENOENT") return "there is no such socket; is the plugin running?";
  if (code === "EACCES") return "permission denied; run as the user who started the plugin";
  if (code === "EAGAIN") return "too many connect to it at the same time; try again";
  if (notTrusted.has(code))
    return `its certificate is not trusted (${error.message}); name the file with that of its authority in NODE_EXTRA_CA_CERTS`;
  return error.message;
}

/** Codes of OpenSSL for certificates that nobody we trust has signed. */
const notTrusted: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
