import { createEventParser } from "./event-parser.ts";
import type { PluginJson, ReportJson } from "./report-json.ts";

/** What `GET /api` says of the host. */
export interface HostJson {
  readonly hostname: string;
  readonly id: string;
  readonly version?: string;
}

/** What became of a control. */
export interface ControlResult {
  readonly value?: unknown;
  readonly removedNode?: string;
}

/** A control, and whom to ask for it. */
export interface ControlCall {
  readonly probeId: string;
  readonly nodeId: string;
  readonly controlId: string;
}

/** The host's HTTP API, as the page uses it. */
export interface Api {
  host(signal: AbortSignal): Promise<HostJson>;
  plugins(signal: AbortSignal): Promise<readonly PluginJson[]>;
  report(signal: AbortSignal): Promise<ReportJson>;
  /** @throws ApiError with the host's own words if the control failed. */
  control(call: ControlCall, signal: AbortSignal): Promise<ControlResult>;
  /** Calls back when it is connected, then with the name of each event. Ends when the host ends it. */
  listen(handlers: ListenHandlers, signal: AbortSignal): Promise<void>;
}

/** What is told of a stream of events. */
export interface ListenHandlers {
  readonly onOpen: () => void;
  readonly onEvent: (name: string) => void;
  /** Anything came, be it a heartbeat. */
  readonly onAlive: () => void;
}

/** The host answered, but not 200. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Status of the answer: 401 asks for a token. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Speaks to the host at `base`, with its token if it has one. `send` is `fetch`. */
export function createApi(base: string, token: string, send: typeof fetch): Api {
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (token !== "") headers.set("Authorization", `Bearer ${token}`);
    const response = await send(new URL(path, base), {
      ...init,
      headers,
      credentials: "omit",
    });
    if (!response.ok) throw new ApiError(response.status, await errorText(response));
    return response;
  };
  const get = async <Value>(path: string, signal: AbortSignal): Promise<Value> =>
    (await (await request(path, { signal })).json()) as Value;
  return {
    host: (signal) => get("api", signal),
    plugins: (signal) => get("api/plugins", signal),
    report: (signal) => get("api/report", signal),
    control: async (call, signal) => {
      const response = await request(controlPath(call), { method: "POST", signal });
      return ((await response.json()) ?? {}) as ControlResult;
    },
    listen: async (handlers, signal) => {
      const response = await request("api/events", { signal, headers: { Accept: "text/event-stream" } });
      handlers.onOpen();
      await readEvents(response, handlers);
    },
  };
}

/** `api/control/<probe>/<node>/<control>`, each part escaped, slashes too. */
function controlPath({ probeId, nodeId, controlId }: ControlCall): string {
  return `api/control/${[probeId, nodeId, controlId].map(encodeURIComponent).join("/")}`;
}

async function readEvents(response: Response, { onEvent, onAlive }: ListenHandlers): Promise<void> {
  if (response.body === null) return;
  const parse = createEventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onAlive();
    parse(value).forEach(onEvent);
  }
}

/** The host's own words: a JSON string, or an object with `error`; else the status. */
async function errorText(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as unknown;
    if (typeof body === "string" && body !== "") return body;
    if (typeof body === "object" && body !== null && "error" in body && typeof body.error === "string")
      return body.error;
  } catch {
    // Not JSON, perhaps from something between us and the host: the status says more.
  }
  return `the host answered ${response.status} ${response.statusText}`.trim();
}
