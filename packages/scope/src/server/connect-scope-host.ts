import { type IncomingMessage, request } from "node:http";
import { formatControlPath } from "./control-call.ts";

/** A host in another process, through its socket. Every call throws {@link ScopeClientError}. */
export interface ScopeClient {
  /** `GET /api/plugins`. */
  plugins(): Promise<readonly ServedPlugin[]>;
  /** `GET /api/report`: the JSON of Scope. */
  report(): Promise<string>;
  /** Has a control carried out: `<plugin>~<control>` on a node. The JSON of Scope's answer. */
  control(call: ServedControl): Promise<unknown>;
}

/** A plugin as a server lists it. */
export interface ServedPlugin {
  readonly id: string;
  readonly label: string;
  readonly path: string;
  readonly interfaces: readonly string[] | null;
  readonly description?: string;
  readonly status?: string;
  readonly refusal?: string;
}

/** What shall be done to which node. */
export interface ServedControl {
  readonly nodeId: string;
  readonly control: string;
  readonly args: ReadonlyMap<string, string>;
}

/** Why a call to a host failed: nobody answered (`unreachable`), or the answer is that it cannot be done (`refused`). */
export class ScopeClientError extends Error {
  override readonly name = "ScopeClientError";
  readonly reason: "unreachable" | "refused";

  constructor(reason: "unreachable" | "refused", message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A host answers at once; a control takes a plugin's 500 ms. */
const hostAnswerTimeoutMs = 10_000;

/** Longest answer that is read: some hundred thousand nodes. Another program may listen there, and never end. */
const maxHostAnswerBytes = 256 * 1024 * 1024;

/** Connects to the host that listens on a socket, when it is called. Of an answer it reads so many bytes at most. */
export function connectScopeHost(path: string, maxAnswerBytes: number = maxHostAnswerBytes): ScopeClient {
  const host = { path, maxAnswerBytes };
  const get = async (target: string): Promise<string> => await call(host, { method: "GET", target });
  return {
    plugins: async () => JSON.parse(await get("/api/plugins")) as readonly ServedPlugin[],
    report: () => get("/api/report"),
    async control({ nodeId, control, args }) {
      const [probe] = JSON.parse(await get("/api/probes")) as readonly { readonly id: string }[];
      const target = formatControlPath({ probeId: probe?.id ?? "", nodeId, control });
      const body = args.size === 0 ? "" : JSON.stringify(Object.fromEntries(args));
      return JSON.parse(await call(host, { method: "POST", target, body })) as unknown;
    },
  };
}

interface Call {
  readonly method: "GET" | "POST";
  readonly target: string;
  readonly body?: string;
}

/** Who is asked. */
interface Host {
  readonly path: string;
  readonly maxAnswerBytes: number;
}

async function call(host: Host, { method, target, body = "" }: Call): Promise<string> {
  const { status, answer } = await exchange(host, { method, target, body });
  if (status === 200) return answer;
  throw new ScopeClientError("refused", readRefusal(answer));
}

/** An error is a JSON string; what is not came from another program. */
function readRefusal(answer: string): string {
  try {
    const why = JSON.parse(answer) as unknown;
    if (typeof why === "string") return why;
  } catch {
    // Told below, as it came.
  }
  return `Cannot understand the answer: ${answer.slice(0, 200)}`;
}

interface Exchange {
  readonly status: number | undefined;
  readonly answer: string;
}

async function exchange(
  { path: socketPath, maxAnswerBytes }: Host,
  { method, target, body }: Required<Call>,
): Promise<Exchange> {
  const signal = AbortSignal.timeout(hostAnswerTimeoutMs);
  const type = body === "" ? {} : { "Content-Type": "application/json" };
  const headers = { Host: "scope", "Content-Length": Buffer.byteLength(body), ...type };
  try {
    return await new Promise((resolve, reject) => {
      request({ socketPath, path: target, method, headers, agent: false, signal }, (response) => {
        readText(response, maxAnswerBytes).then(
          (answer) => resolve({ status: response.statusCode, answer }),
          reject,
        );
      })
        .on("error", reject)
        .end(body);
    });
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const why = signal.aborted ? `no answer within ${hostAnswerTimeoutMs / 1000} s` : told;
    throw new ScopeClientError(
      "unreachable",
      `Cannot reach a host of Scope plugins on "${socketPath}": ${why}`,
      {
        cause: error,
      },
    );
  }
}

/** @throws Error as soon as it is too long: what is still to come is not read. */
async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`its answer is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
