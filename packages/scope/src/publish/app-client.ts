import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { Agent, request } from "../http/undici.ts";
import type { PublishLimits } from "./publish-limits.ts";

/** Which app, and who speaks to it. */
export interface AppAddress {
  /** `http://host:4040`, or a path below it, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly probeId: string;
  readonly version: string;
}

/** The requests of a probe to its app. */
export interface AppClient {
  /** Asks who the app is. @throws Error that says why it cannot be known. */
  findId(signal: AbortSignal): Promise<string>;
  /** Hands over a report, JSON in parts. @throws Error that says why the app did not take it. */
  sendReport(report: readonly Uint8Array[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads where an app is. `app.example.com` means `http://app.example.com:4040`, as for Scope's probe.
 * @throws Error if it is no URL, or one with a secret in it, which lists of processes and logs would show.
 */
export function parseAppUrl(text: string): string {
  const written = text.includes("://") ? text : `http://${text}`;
  const cannot = `Cannot publish to "${text}"`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Error(`${cannot}: write a URL such as http://localhost:4040`);
  if (url.username !== "" || url.password !== "")
    throw new Error(`Cannot publish to "${url.host}": give the token apart from the URL`);
  if (!text.includes("://") && !/:\d+(?:\/|$)/.test(text)) url.port = "4040";
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** What a probe shows of itself in every request (source: Scope's `probe/appclient/probe_config.go`). */
export function probeHeaders({ token, probeId, version }: AppAddress): Readonly<Record<string, string>> {
  return {
    Authorization: `Scope-Probe token=${token}`,
    "User-Agent": `Scope_Probe/${version}`,
    "X-Scope-Probe-ID": probeId,
    "X-Scope-Probe-Version": version,
  };
}

/** Makes the requests of a probe to its app. Connections are kept between them. */
export function createAppClient(app: AppAddress, limits: PublishLimits): AppClient {
  const { requestTimeoutMs, maxAnswerBytes } = limits;
  const agent = new Agent({
    connections: 2,
    connectTimeout: requestTimeoutMs,
    maxResponseSize: maxAnswerBytes,
  });
  const call = async (path: string, { signal, body }: Call): Promise<string> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
    const upload = body === undefined ? {} : reportHeaders;
    const { statusCode, body: answer } = await request(`${app.url}${path}`, {
      dispatcher: agent,
      method: body === undefined ? "GET" : "POST",
      headers: { ...probeHeaders(app), ...upload },
      body: body ?? null,
      signal: limit,
    });
    const text = await answer.text();
    if (statusCode === 200) return text;
    throw new Error(
      `the app answered ${statusCode} to ${path}${text === "" ? "" : `: ${text.slice(0, 200)}`}`,
    );
  };
  return {
    findId: async (signal) => readAppId(await call("/api", { signal })),
    async sendReport(report, signal) {
      const packed = await buffer(Readable.from(report).pipe(createGzip()));
      await call("/api/report", { signal, body: packed });
    },
    close: () => agent.destroy(),
  };
}

interface Call {
  readonly signal: AbortSignal;
  readonly body?: Uint8Array;
}

const reportHeaders = { "Content-Type": "application/json", "Content-Encoding": "gzip" } as const;

function readAppId(text: string): string {
  const who = `there is no Scope app: its /api is ${text.slice(0, 100)}`;
  let details: unknown;
  try {
    details = JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(who, { cause: error });
  }
  if (typeof details === "object" && details !== null && "id" in details && typeof details.id === "string")
    return details.id;
  throw new Error(who);
}
