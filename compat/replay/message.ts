import { DecodeError, encodeJson, JsonSource, RawJson, rootKey } from "@infrakit/spi/document";
import { type Method, methods } from "@infrakit/rpc/wire";
import { paramsAsGoWrites } from "./by-hand.ts";
import type { Recording } from "./recording.ts";

/** A recorded exchange that called a method and was understood. */
export interface RecordedCall extends Recording {
  /** Service and method. */
  readonly called: string;
  /** The params as they were sent. */
  readonly sent: RawJson;
  /** The params as Go's client writes them. */
  readonly params: RawJson;
  /** Text of the id: Go's ids do not fit a JavaScript number. */
  readonly id: string;
  /** The result; `undefined` if the answer is an error. */
  readonly result: RawJson | undefined;
  /** The error; `undefined` if the answer is a result. */
  readonly error: RecordedError | undefined;
}

/** The error of an answer. */
export interface RecordedError {
  readonly code: number;
  readonly message: string;
}

/** The calls among recordings: requests that name a method which was there, with params that could be read. */
export function callsAmong(recordings: readonly Recording[]): readonly RecordedCall[] {
  return recordings.flatMap((recording) => {
    const call = findCall(recording);
    return call === undefined || isRefused(call) ? [] : [call];
  });
}

function findCall(recording: Recording): RecordedCall | undefined {
  const { method, params, id } = findMembers(recording.request.body);
  const { result, error } = findMembers(recording.response.body);
  const called = method?.parse();
  if (typeof called !== "string" || params === undefined || id === undefined) return undefined;
  // Answers to notifications are empty, and Go's own params are objects.
  if ((result ?? error) === undefined || !params.text.startsWith("{")) return undefined;
  const byHand = recording.file === "calls-head" ? paramsAsGoWrites[recording.line] : undefined;
  return {
    ...recording,
    called,
    sent: params,
    params: byHand === undefined ? params : RawJson.fromText(byHand),
    id: id.text,
    result,
    error: error?.parse() as RecordedError | undefined,
  };
}

/** Whether the answer comes from the server in front of the plugin: what it was sent could not be understood. */
function isRefused({ error }: RecordedCall): boolean {
  return error !== undefined && (error.code !== -32000 || error.message.startsWith("rpc: "));
}

/** The members of a JSON object as texts; none if the text is something else, as some recorded requests are. */
export function findMembers(text: string): Readonly<Record<string, RawJson | undefined>> {
  try {
    const source = new JsonSource(text);
    const root = source.root[rootKey];
    if (typeof root !== "object" || root === null || Array.isArray(root)) return {};
    const parent = root as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.keys(parent).map((key) => [key, RawJson.fromChecked(source.textOf(parent, key))]),
    );
  } catch (error) {
    if (error instanceof DecodeError) return {};
    throw error;
  }
}

/** @throws if there is no such method, which leaves its recordings without proof. */
export function getMethod(name: string): Method<unknown, unknown> {
  const method = methods.get(name);
  if (method === undefined) throw new Error(`Cannot replay "${name}": no kind has this method`);
  return method;
}

/** Writes a request as Go does. */
export function formatRequest(call: Pick<RecordedCall, "called" | "id">, params: string): string {
  return `{"jsonrpc":"2.0","method":"${call.called}","params":${params},"id":${call.id}}`;
}

/** Such as `Group`. */
export function serviceOf(method: string): string {
  return method.slice(0, method.indexOf("."));
}

/** Whether a call asks a plugin what it is. */
export function isHandshake({ called }: RecordedCall): boolean {
  return ["Handshake", "Plugin"].includes(serviceOf(called));
}

/** Decodes params and encodes them again. */
export function recodeParams({ called, params: recorded }: RecordedCall): string {
  const { params } = getMethod(called);
  return encodeJson(params.encode(recorded.decode(params)));
}
