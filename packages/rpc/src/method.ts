import { messageOf } from "@infrakit/spi";
import type { Codec, JsonParent, JsonSource } from "@infrakit/spi/document";
import { DecodeError, encodeJson, RawJson } from "@infrakit/spi/document";
import { WireError, wireErrorCode } from "./wire-error.ts";

/** What a method takes and gives on the wire: declared once, used by the server and by the client. */
export interface Method<P, R> {
  /** Service and method, such as `Instance.Provision`. */
  readonly name: string;
  readonly params: Codec<P>;
  readonly result: Codec<R>;
  /** What interface versions before a certain one call the method. A server answers to both names. */
  readonly former?: { readonly name: string; readonly before: string };
  /** Interface version that brought the method; every version has it if this is absent. */
  readonly since?: string;
  /** Wire names of params that older interface versions do not know, with the version that brought them. */
  readonly addedParams?: Readonly<Record<string, string>>;
  /**
   * Wire names of params that came with v0.5 while the interface kept its version: peers that cannot say which
   * objects they host, as `Handshake.Types` does, do not know them.
   */
  readonly paramsSinceTypes?: readonly string[];
  /** How long it may take though other calls must be faster, in milliseconds. */
  readonly patienceMs?: number;
  /** Whether it changes nothing: a call that got no answer can have done no harm. */
  readonly isReadOnly?: true;
  /** Whether a peer that is asked again mostly answers the same, and at length: then it is decoded once. */
  readonly isOftenRepeated?: true;
}

/** Where the params of a request stand in its body. */
export interface Params {
  readonly parent: JsonParent;
  readonly key: string | number;
  readonly source: JsonSource;
  /** Where the array stands whose element they are; absent if they are in none. */
  readonly array?: { readonly parent: JsonParent; readonly key: string };
}

/** A method with somebody behind it: params in, text of the result out. */
export interface ServedMethod {
  readonly name: string;
  /** The shape of params and result, for those who ask what can be called. */
  readonly method: Method<unknown, unknown>;
  /** @throws WireError -32600 if the params cannot be read, or whatever the plugin throws. */
  answer(params: Params): Promise<string>;
}

/** An interface that can be called. */
export interface ServedInterface {
  readonly name: string;
  readonly version: string;
  readonly methods: readonly ServedMethod[];
}

/** Puts a function behind a method. */
export function serveMethod<P, R>(method: Method<P, R>, run: (params: P) => Promise<R>): ServedMethod {
  return {
    name: method.name,
    method: method as Method<unknown, unknown>,
    async answer(params) {
      return encodeResult(method, await run(decodeParams(method, params)));
    },
  };
}

/** @throws Error if the plugin gave something else than its interface says. */
function encodeResult<R>(method: Pick<Method<unknown, R>, "name" | "result">, result: R): string {
  try {
    return encodeJson(method.result.encode(result));
  } catch (error) {
    const why = `what the plugin gave cannot be sent: ${messageOf(error)}`;
    throw new Error(`Cannot answer "${method.name}": ${why}`, { cause: error });
  }
}

/** The methods as a server has to know them: those that were renamed also under their former names. */
export function withFormerNames(served: readonly ServedMethod[]): readonly ServedMethod[] {
  return served.flatMap((each) => {
    const { former } = each.method;
    return former === undefined ? [each] : [each, { ...each, name: former.name }];
  });
}

function decodeParams<P>(method: Method<P, unknown>, params: Params): P {
  try {
    return method.params.decode(params.parent, params.key, params.source);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw undecodable(error, params);
  }
}

/**
 * Go tries the params as an object, then as an array of one, and reports the second attempt. Its sentence says
 * little, so the reason follows in brackets.
 */
function undecodable(error: DecodeError, params: Params): WireError {
  const found = kindOf(params.parent[params.key]);
  const sentence = `json: cannot unmarshal ${found} into Go value of type [1]interface {}`;
  return new WireError(wireErrorCode.invalidRequest, `${sentence} (${error.message})`, {
    data: textOf(params),
    cause: error,
  });
}

/** Go's word for the kind of a JSON value that is there. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** The params as they were written, the array around them included. */
function textOf({ source, array, ...element }: Params): RawJson | null {
  const { parent, key } = array ?? element;
  try {
    return RawJson.fromChecked(source.textOf(parent, key));
  } catch (error) {
    // Nested too deep to be cut out: the answer says so in its message and repeats nothing.
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
