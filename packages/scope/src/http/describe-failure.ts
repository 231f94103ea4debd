import { ExchangeError } from "./http-exchange.ts";
import type { PluginRequest } from "./redirect.ts";

/** Which request failed, and where it was sent. */
export interface FailedRequest extends PluginRequest {
  readonly socketPath: string;
}

/** The system's words, as Go gives them, by the code of the error. */
const words: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EAGAIN", "resource temporarily unavailable"],
  ["ECONNREFUSED", "connection refused"],
  ["ENOENT", "no such file or directory"],
  ["ENOTSOCK", "socket operation on non-socket"],
  ["EPROTOTYPE", "protocol wrong type for socket"],
]);

/** Says why a request failed in the words that Scope's probe has for it, where these do not mislead. */
export function describeFailure(error: unknown, request: FailedRequest): Error {
  if (!(error instanceof ExchangeError)) return error instanceof Error ? error : new Error(String(error));
  return failureOf(request, whyOf(error, request.socketPath), error);
}

/** An error that names the request as Go's client does: `Get "http://plugin/report": EOF`. */
export function failureOf({ method, url }: PluginRequest, why: string, cause?: unknown): Error {
  const verb = method === "GET" ? "Get" : "Post";
  return new Error(`${verb} ${JSON.stringify(url.href)}: ${why}`, { cause });
}

/** Whether a request failed, as {@link describeFailure} says it, because there is no socket at the path. */
export function isSocketGone(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ExchangeError && (cause.cause as NodeJS.ErrnoException).code === "ENOENT";
}

function whyOf({ cause, hadAnswer }: ExchangeError, socketPath: string): string {
  const { code = "", message, name } = cause as NodeJS.ErrnoException;
  const system = words.get(code);
  if (system !== undefined) return `dial unix ${socketPath}: connect: ${system}`;
  if (name === "HTTPParserError") return `malformed HTTP response: ${message}`;
  if (["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(code)) return hadAnswer ? "unexpected EOF" : "EOF";
  return message;
}
