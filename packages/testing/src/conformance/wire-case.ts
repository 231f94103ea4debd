import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";

/** A request as it goes through a socket. */
export interface WireRequest {
  readonly body: string;
  /** Default `POST`. */
  readonly method?: string;
  /** `null` for none. Default `application/json`. */
  readonly contentType?: string | null;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** A plugin as seen from its socket: what happens before there are instances and groups. */
export interface WirePlugin {
  send(request: WireRequest, signal: AbortSignal): Promise<WireAnswer>;
}

/** The wire of a plugin is the same whatever it hosts. */
export type WireInputs = Readonly<Record<never, never>>;

/** A case of the wire. */
export type WireCase = ConformanceCase<WirePlugin, WireInputs>;

/** A JSON-RPC answer, its parts as they were written. */
export interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
}

/** What a case does with a plugin. */
type Run = (parts: {
  /** Calls a method with the text of its params, and gives what was answered. */
  readonly call: (method: string, params?: string) => Promise<RpcAnswer>;
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  readonly context: CaseContext<WireInputs>;
}) => Promise<void>;

/** Writes a case down. */
export function wireCase(severity: Severity, name: string, run: Run): WireCase {
  return {
    severity,
    name,
    run: (plugin, context) => {
      const send = (request: WireRequest): Promise<WireAnswer> => plugin.send(request, context.signal);
      const call = async (method: string, params = "{}"): Promise<RpcAnswer> =>
        parseAnswer(await send({ body: formatCall(method, params) }));
      return run({ send, call, context });
    },
  };
}

/** Writes a call. `id` is JSON text. */
export function formatCall(method: string, params = "{}", id = "1"): string {
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)},"params":${params},"id":${id}}`;
}

/** Reads an answer, whatever its status says: InfraKit's clients do not look at that. */
export function parseAnswer({ status, body }: WireAnswer): RpcAnswer {
  const answer = parse(body);
  demand(isObject(answer) && ("result" in answer || "error" in answer), {
    expected: "a JSON-RPC answer",
    came: `${show(body)} with HTTP status ${status}`,
    because: "the caller takes the plugin for dead",
  });
  return answer;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Shown as it came by whoever demands an answer.
    return undefined;
  }
}

/** Tells objects from lists and everything else. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The result of a call that should have one, an object always. */
export function resultOf(answer: RpcAnswer, what: string): Readonly<Record<string, unknown>> {
  const { result } = answer;
  demand(isObject(result) && (answer.error === undefined || answer.error === null), {
    expected: `an object as the result of ${what}`,
    came: show(answer),
    because: "Go's client takes anything else for an error, also of methods that have nothing to say",
  });
  return result;
}
