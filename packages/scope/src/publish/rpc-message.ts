import type { ControlRequest } from "../host/index.ts";

/** What an app asks a probe to do. */
export interface RpcCall {
  /** By which the answer is known. */
  readonly seq: number;
  /** `control.Handle`; there is no other. */
  readonly method: string;
  /** What the method is given. */
  readonly value: unknown;
}

/** The method that carries out a control. */
export const controlMethod = "control.Handle";

/**
 * Reads the messages of an app: Go's `net/rpc` as JSON, two messages a call, first what is called, then what it is given
 * (source: Scope's `common/xfer/websocket.go`).
 */
export class RpcReader {
  #called: Pick<RpcCall, "seq" | "method"> | undefined;

  /**
   * Takes a message; gives the call when it is complete.
   * @throws Error if it is not what comes next: nothing after it can be understood.
   */
  take(text: string): RpcCall | undefined {
    const message = readObject(text, "message");
    const called = this.#called;
    if (called !== undefined) {
      this.#called = undefined;
      return { ...called, value: message["Value"] };
    }
    const { Seq: seq, ServiceMethod: method } = asObject(message["Request"], "Request");
    if (typeof seq !== "number" || typeof method !== "string")
      throw unreadable("Request", "it names no call");
    this.#called = { seq, method };
    return undefined;
  }
}

/** The two messages of an answer. What failed is said in its value; only a method that there is not is an error. */
export function formatRpcAnswer({ seq, method }: RpcCall, value: unknown): readonly [string, string] {
  const error = method === controlMethod ? "" : `rpc: can't find method ${method}`;
  const response = { Error: error, Seq: seq, ServiceMethod: method };
  return [
    JSON.stringify({ Request: null, Response: response, Value: null }),
    JSON.stringify({ Request: null, Response: null, Value: value }),
  ];
}

/**
 * The control that a call is about. The app leaves its own id out: the probe knows it.
 * @throws Error if the value is none.
 */
export function readControlRequest({ value }: RpcCall, appId: string): ControlRequest {
  const {
    AppID: named,
    NodeID: nodeId = "",
    Control: control = "",
    ControlArgs: args = null,
  } = asObject(value, "Value");
  if (typeof nodeId !== "string" || typeof control !== "string")
    throw unreadable("Value", "it names no control");
  const request = { appId: typeof named === "string" && named !== "" ? named : appId, nodeId, control };
  return args === null ? request : { ...request, args: readArgs(args) };
}

function readArgs(args: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(asObject(args, "ControlArgs"));
  return new Map(
    entries.map(([name, value]) => {
      if (typeof value !== "string") throw unreadable("ControlArgs", `"${name}" is no string`);
      return [name, value];
    }),
  );
}

type JsonObject = Readonly<Record<string, unknown>>;

function readObject(text: string, what: string): JsonObject {
  try {
    return asObject(JSON.parse(text), what);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(what, error.message);
  }
}

function asObject(value: unknown, what: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unreadable(what, "it is no object");
}

function unreadable(what: string, why: string): Error {
  return new Error(`Cannot read the ${what} of the app's call: ${why}`);
}
