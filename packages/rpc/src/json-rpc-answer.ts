import { LocalError } from "@infrakit/spi";
import {
  type Codec,
  DecodeError,
  encodeJson,
  type JsonParent,
  type JsonSource,
  RawJson,
  rootKey,
} from "@infrakit/spi/document";
import { findFirstValue, isJsonObject, memberKey } from "./json-text.ts";
import { PluginError, wireErrorCode, type WireErrorShape } from "./wire-error.ts";

/** Writes an answer from the text of a result and the text of an id. Go's members, Go's order. */
export function formatResult(result: string, id: string): string {
  return `{"jsonrpc":"2.0","result":${result},"id":${escapeId(id)}}`;
}

/** Writes an answer that carries an error. */
export function formatError(error: WireErrorShape, id: string): string {
  const { code, message, data } = error;
  return `{"jsonrpc":"2.0","error":${encodeJson({ code, message, data })},"id":${escapeId(id)}}`;
}

/** Go escapes these characters in every string that it writes, also in one that it was given. */
function escapeId(id: string): string {
  return /[<>&\u2028\u2029]/.test(id) ? encodeJson(RawJson.fromChecked(id)) : id;
}

/**
 * Reads the answer to a call. Like Go's client it looks at nothing but `error` and `result`: not at the id, the
 * version or the HTTP status, since an answer belongs to the request of its connection.
 * @throws PluginError with what the plugin answered instead of a result.
 * @throws LocalError `bad_answer` if the body is no answer or the result has not the shape.
 */
export function parseAnswer<R>(body: string, result: Codec<R>): R {
  const first = findFirstValue(body);
  const answer = first?.source.root[rootKey];
  if (first === undefined || !isJsonObject(answer)) throw badAnswer(describeBody(body));
  const errorKey = memberKey(answer, "error");
  if (isPresent(answer[errorKey])) throw readError(answer, errorKey, first.source);
  const key = memberKey(answer, "result");
  if (!isPresent(answer[key])) throw badAnswer("result is null");
  return decodeResult({ parent: answer, key, source: first.source }, result);
}

function decodeResult<R>(
  { parent, key, source }: { parent: JsonParent; key: string; source: JsonSource },
  result: Codec<R>,
): R {
  try {
    return result.decode(parent, key, source);
  } catch (error) {
    if (error instanceof DecodeError) throw badAnswer(error.message, error);
    throw error;
  }
}

/** An `error` that is no object is taken as a whole for the message, as Go does. */
function readError(answer: JsonParent, key: string, source: JsonSource): PluginError {
  const error = answer[key];
  if (!isJsonObject(error)) {
    return new PluginError({ code: wireErrorCode.server, message: source.textOf(answer, key), data: null });
  }
  const code = error[memberKey(error, "code")];
  const message = error[memberKey(error, "message")];
  const dataKey = memberKey(error, "data");
  return new PluginError({
    code: Number.isSafeInteger(code) ? (code as number) : wireErrorCode.server,
    message: typeof message === "string" ? message : "",
    data: isPresent(error[dataKey]) ? RawJson.fromChecked(source.textOf(error, dataKey)) : null,
  });
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function badAnswer(why: string, cause?: unknown): LocalError {
  return new LocalError("bad_answer", why, { cause });
}

function describeBody(body: string): string {
  if (body === "") return "the answer is empty";
  const shown = body.slice(0, longestExcerpt).trimEnd();
  return `the answer is not JSON-RPC: ${JSON.stringify(shown)}${body.length > longestExcerpt ? " …" : ""}`;
}

/** Characters of a foreign answer that an error repeats. */
const longestExcerpt = 200;
