import { type JsonParent, type JsonSource, RawJson, rootKey } from "@infrakit/spi/document";
import { type FirstValue, idAtEnd, isJsonObject, memberKey } from "./json-text.ts";
import { kindOf, type Params } from "./method.ts";
import { WireError, wireErrorCode } from "./wire-error.ts";

/** A request as it was sent; nothing is checked yet. */
export interface RpcRequest {
  /** JSON text to echo; `undefined` for a notification. */
  readonly id: string | undefined;
  /** Empty unless it is a string. */
  readonly version: string;
  /** Service and method; empty unless it is a string. */
  readonly method: string;
  /** Go's word for what stands in place of a method that is no string. */
  readonly methodKind?: string;
  readonly params: Params;
}

/** Most requests that a batch may hold. */
export const maxBatch = 1000;

/** A body is one request, a batch of them (`undefined` for elements that are none), or nothing we know. */
export type RpcBody = RpcRequest | readonly (RpcRequest | undefined)[] | undefined;

/**
 * Takes the body of a request apart.
 * @throws DecodeError if an id cannot be cut out because the body is nested too deep.
 */
export function parseBody({ text, source }: FirstValue): RpcBody {
  const root = source.root[rootKey];
  if (isJsonObject(root)) return parseRequest(root, source, idAtEnd(text));
  if (!Array.isArray(root)) return undefined;
  // Of a batch that is too large no more is taken apart than shows that it is.
  const requests: readonly unknown[] = root.slice(0, maxBatch + 1);
  return requests.map((element) => (isJsonObject(element) ? parseRequest(element, source) : undefined));
}

function parseRequest(request: JsonParent, source: JsonSource, plainId?: string): RpcRequest {
  const version = request[memberKey(request, "jsonrpc")];
  const method = request[memberKey(request, "method")];
  return {
    id: plainId ?? idOf(request, source),
    version: typeof version === "string" ? version : "",
    method: typeof method === "string" ? method : "",
    ...(isWrongMethod(method) && { methodKind: kindOf(method) }),
    params: paramsOf(request, source),
  };
}

/** Go reads `null` into a string as no string at all. */
function isWrongMethod(method: unknown): boolean {
  return typeof method !== "string" && method !== undefined && method !== null;
}

/** Absent and `null` mean that the sender wants no answer. Anything else is echoed as it was written. */
function idOf(request: JsonParent, source: JsonSource): string | undefined {
  const key = memberKey(request, "id");
  const id = request[key];
  return id === undefined || id === null ? undefined : source.textOf(request, key);
}

/** Params may stand in an array: Go reads its first element and ignores the rest. */
function paramsOf(request: JsonParent, source: JsonSource): Params {
  const key = memberKey(request, "params");
  const params = request[key];
  return Array.isArray(params)
    ? { parent: params as unknown as JsonParent, key: 0, source, array: { parent: request, key } }
    : { parent: request, key, source };
}

/** @throws WireError if the request is not JSON-RPC 2.0. The sentences are those of Go's server and decoder. */
export function checkRequest(request: RpcRequest): void {
  if (request.version !== "2.0")
    throw new WireError(wireErrorCode.invalidRequest, "jsonrpc must be 2.0", { data: repeat(request) });
  const { methodKind } = request;
  if (methodKind === undefined) return;
  const sentence = `json: cannot unmarshal ${methodKind} into Go struct field serverRequest.method of type string`;
  throw new WireError(wireErrorCode.parse, sentence, { data: repeat(request) });
}

/** The request as Go repeats it in its error: what was absent is there, and empty. */
function repeat({ id, version, method, params: { source, array, ...element } }: RpcRequest): RawJson {
  const { parent, key } = array ?? element;
  const text = parent[key] === undefined ? "null" : source.textOf(parent, key);
  return RawJson.fromValue({
    jsonrpc: version,
    method,
    params: RawJson.fromChecked(text),
    id: id === undefined ? null : RawJson.fromChecked(id),
  });
}

/** Writes a request with params that are text already. Go's members, Go's order; `method` needs no escapes. */
export function formatRequest(method: string, params: string, id: number): string {
  return `{"jsonrpc":"2.0","method":"${method}","params":${params},"id":${id}}`;
}
