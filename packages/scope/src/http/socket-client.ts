import { maxSocketPathBytes } from "@infrakit/discovery/socket";
import { describeFailure, failureOf } from "./describe-failure.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { ExchangeError, type ExchangeLimits, sendRequest } from "./http-exchange.ts";
import { maxRedirects, type PluginRequest, redirect } from "./redirect.ts";
import { Client } from "./undici.ts";

/** How long an unused connection is kept: longer than any sensible time between two polls. */
const idleMs = 90_000;

/**
 * Asks one plugin, over one connection that is kept as long as all goes well. Redirections are followed on the same
 * socket, whatever host they name, as Go's client does under Scope's probe. One request at a time.
 */
export class SocketClient {
  readonly #path: string;
  #client: Client | undefined;
  #opened = 0;
  /** Whether the connection has carried a request before. */
  #isUsed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** How many connections there have been. */
  get opened(): number {
    return this.#opened;
  }

  /**
   * Sends a request and gives the answer to its last redirection.
   * @throws Error with the words of Scope's probe where these are clear, or the reason of the signal.
   */
  async ask(request: PluginRequest, limits: ExchangeLimits): Promise<HttpAnswer> {
    let current = request;
    for (let followed = 0; ; followed++) {
      const answer = await this.#askOnce(current, limits).catch((error: unknown) => {
        this.close();
        throw limits.signal.aborted ? error : describeFailure(error, { ...current, socketPath: this.#path });
      });
      // Of what is neither good nor a redirection the rest is not read, and the next answer would come behind it.
      if (answer.location === undefined && answer.status !== 200) this.close();
      if (answer.location === undefined) return answer;
      if (followed === maxRedirects) throw failureOf(current, `stopped after ${maxRedirects} redirects`);
      current = redirect(current, answer);
    }
  }

  /** Has the next request open another connection. What is under way is answered on the one that it was sent on. */
  renew(): void {
    // Rejects only if it was destroyed meanwhile, and then there is nothing left to do.
    this.#client?.close().catch(() => {});
    this.#client = undefined;
  }

  /** Gives up the connection, and what is under way on it. The next request opens another one. */
  close(): void {
    // Rejects only if it was destroyed before, and then there is nothing left to do.
    this.#client?.destroy().catch(() => {});
    this.#client = undefined;
  }

  /** Sends a request, a second time if the plugin had just closed the kept connection and cannot have answered. */
  async #askOnce(request: PluginRequest, limits: ExchangeLimits): Promise<HttpAnswer> {
    const wasUsed = this.#client !== undefined && this.#isUsed;
    try {
      return await this.#send(request, limits);
    } catch (error) {
      const isStale = wasUsed && error instanceof ExchangeError && !error.hadAnswer;
      if (!isStale || request.method !== "GET") throw error;
      this.close();
      return await this.#send(request, limits);
    }
  }

  async #send({ url, ...request }: PluginRequest, limits: ExchangeLimits): Promise<HttpAnswer> {
    const client = (this.#client ??= this.#open(url.origin));
    const headers = headersOf({ url, ...request });
    const path = url.pathname + url.search;
    const answer = await sendRequest(client, { ...request, path, headers }, limits);
    this.#isUsed = true;
    return answer;
  }

  #open(origin: string): Client {
    checkLength(this.#path);
    this.#isUsed = false;
    const client = new Client(origin, {
      connect: { socketPath: this.#path, timeout: 0 },
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // Deadlines are kept by the caller: they count from the request, not from the last byte.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return client.on("connect", () => this.#opened++);
  }
}

function headersOf({ url, body, referer }: PluginRequest): Readonly<Record<string, string>> {
  return {
    host: url.host,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(referer !== undefined && { referer }),
    "accept-encoding": "gzip",
  };
}

/** The system would only say that an argument is invalid. */
function checkLength(socketPath: string): void {
  const bytes = Buffer.byteLength(socketPath);
  if (bytes <= maxSocketPathBytes) return;
  const why = `its path has ${bytes} bytes and the system takes ${maxSocketPathBytes}`;
  throw new Error(`Cannot connect to "${socketPath}": ${why}; move it to a directory with a shorter path`);
}
