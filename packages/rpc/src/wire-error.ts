import { messageOf } from "@infrakit/spi";
import type { RawJson } from "@infrakit/spi/document";

/**
 * Numbers of errors that cross the socket. InfraKit's servers send `server` for whatever went wrong in a
 * plugin and for unknown methods, `invalidRequest` for params that they could not read and `parse` for a method that is
 * no string. `methodNotFound` is what others than InfraKit send.
 */
export const wireErrorCode = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  server: -32000,
} as const;

/** The `error` member of an answer. */
export interface WireErrorShape {
  readonly code: number;
  readonly message: string;
  readonly data: RawJson | null;
}

/** Thrown on the serving side to answer with a certain code. Plugins need not: every error is sent. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly code: number;
  readonly data: RawJson | null;

  constructor(
    code: number,
    message: string,
    options: ErrorOptions & { readonly data?: RawJson | null } = {},
  ) {
    super(message, options);
    this.code = code;
    this.data = options.data ?? null;
  }
}

/**
 * What a plugin answered instead of a result: the plugin has said no. The message is the plugin's own, verbatim.
 */
export class PluginError extends Error {
  override readonly name = "PluginError";
  readonly code: number;
  readonly data: RawJson | null;

  constructor({ code, message, data }: WireErrorShape) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Local errors become wire errors here and nowhere else: the message crosses, words and causes do not. */
export function toWireError(error: unknown): WireErrorShape {
  if (error instanceof WireError) return { code: error.code, message: error.message, data: error.data };
  return { code: wireErrorCode.server, message: messageOf(error), data: null };
}

/** The peer does not know the method: InfraKit says so in words, others with JSON-RPC's code. */
export function isMethodUnknown(error: unknown): boolean {
  if (!(error instanceof PluginError)) return false;
  return (
    error.code === wireErrorCode.methodNotFound || /^rpc: can't find (?:service|method) /.test(error.message)
  );
}
