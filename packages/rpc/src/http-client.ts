import { LocalError } from "@infrakit/spi";
import { Client, type Dispatcher, errors, Pool } from "undici";
import type { Target } from "./address.ts";
import { CallGate } from "./call-gate.ts";
import type { Exchange } from "./transport.ts";

/** Largest answer that is read. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** Most connections to one plugin: so many calls are under way at a time, the others wait. */
const maxConnections = 64;

/** How long an unused connection is kept: as long as InfraKit's client does, and less than any server's limit. */
const idleMs = 10_000;

/** How long a connection may take to come about. */
const connectMs = 5_000;

/** An event stream that is silent for so long is dead: three heartbeats. */
const silentMs = 45_000;

/** Kept connections to one place. */
export interface HttpPool {
  post(body: string): Exchange;
  /** Chunks of the body behind a path that never ends. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
  /** Closes connections as their calls end. */
  retire(): void;
}

/** What is asked of connections to one place. */
export interface HttpPoolOptions {
  /** Told when a connection ends, for whatever reason. */
  readonly onDisconnect?: () => void;
}

/** Opens connections to a place as they are needed. */
export function createHttpPool(target: Target, { onDisconnect }: HttpPoolOptions = {}): HttpPool {
  const origin = target.kind === "socket" ? "http://h" : target.origin;
  const path = target.kind === "socket" ? "/" : target.path;
  const clientOptions = {
    connect: { timeout: connectMs, ...(target.kind === "socket" && { socketPath: target.path }) },
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  } satisfies Client.Options;
  // Deadlines are kept by the caller: they count from the call, not from the last byte.
  const pool = new Pool(origin, {
    ...clientOptions,
    connections: maxConnections,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  if (onDisconnect !== undefined) pool.on("disconnect", onDisconnect);
  const gate = new CallGate(maxConnections);
  return {
    post: (body) => new PostExchange(body, { path, pool, gate }),
    stream: (below, signal) =>
      streamBody(
        () => new Client(origin, { ...clientOptions, headersTimeout: silentMs, bodyTimeout: silentMs }),
        path.replace(/\/$/, "") + below,
        signal,
      ),
    close: () => pool.destroy(new LocalError("aborted", "the connection was closed")),
    retire: () => {
      // Rejects only if the pool was closed before, and then there is nothing left to retire.
      pool.close().catch(() => undefined);
    },
  };
}

interface PostTo {
  readonly path: string;
  readonly pool: Pool;
  readonly gate: CallGate;
}

const postHeaders = { "content-type": "application/json" };

/** One POST: takes its turn at the gate, collects the answer and sorts what may go wrong. */
class PostExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly answer: Promise<string>;
  readonly #gate: CallGate;
  readonly #takeBack: () => boolean;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #abandoned: Error | undefined;
  #resolve!: (answer: string) => void;
  #reject!: (reason: Error) => void;

  constructor(body: string, { path, pool, gate }: PostTo) {
    this.#gate = gate;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#takeBack = gate.enter(() => {
      pool.dispatch({ path, method: "POST", headers: postHeaders, body }, this);
    });
  }

  abandon(reason: Error): void {
    this.#abandoned = reason;
    if (this.#takeBack()) this.#reject(reason);
    else this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned !== undefined) controller.abort(this.#abandoned);
  }

  // undici refuses a handler without it.
  onResponseStart(): void {}

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes <= maxAnswerBytes) return;
    this.#chunks.length = 0;
    controller.abort(new LocalError("answer_too_large", `the answer is over ${maxAnswerBytes} bytes`));
  }

  onResponseEnd(): void {
    this.#gate.leave();
    const [first, ...others] = this.#chunks;
    const bytes = first === undefined || others.length > 0 ? Buffer.concat(this.#chunks) : first;
    this.#resolve(bytes.toString());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#gate.leave();
    this.#reject(this.#abandoned ?? sortError(error, this.#controller !== undefined));
  }
}

/** Whether a request had been given to a connection decides whether it may have been done. */
function sortError(error: Error, wasSent: boolean): LocalError {
  if (error instanceof LocalError) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (!wasSent) return new LocalError("plugin_unreachable", whyUnreachable(error, code), { cause: error });
  if (error instanceof errors.HTTPParserError || notHttp.has(code))
    return new LocalError("bad_answer", `the answer is not HTTP: ${error.message}`, { cause: error });
  const why = `the plugin hung up before it had answered (${error.message}); it may have been done all the same`;
  return new LocalError("connection_lost", why, { cause: error });
}

/** Codes of undici for answers that its parser took and that are wrong all the same. */
const notHttp: ReadonlySet<string> = new Set([
  "UND_ERR_HEADERS_OVERFLOW",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

function whyUnreachable(error: Error, code: string): string {
  if (code === "ECONNREFUSED") return "nobody listens there; is the plugin running?";
  if (code === "ENOENT") return "there is no such socket; is the plugin running?";
  if (code === "EACCES") return "permission denied; run as the user who started the plugin";
  return error.message;
}

async function* streamBody(
  open: () => Client,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const client = open();
  // The reader may be elsewhere when the signal comes, and a client that is left alone connects again.
  const end = (): void => {
    void client.destroy();
  };
  signal.addEventListener("abort", end);
  try {
    const headers = { accept: "text/event-stream", "cache-control": "no-cache" };
    const { statusCode, body } = await client.request({ path, method: "GET", headers, signal });
    if (statusCode !== 200) throw new LocalError("bad_answer", `http-status:${statusCode}`);
    yield* body as AsyncIterable<Uint8Array>;
  } finally {
    signal.removeEventListener("abort", end);
    await client.destroy();
  }
}
