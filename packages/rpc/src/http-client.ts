import type { IncomingHttpHeaders } from "node:http";
import { LocalError } from "@infrakit/spi";
import { Client, type Dispatcher, Pool } from "undici";
import type { Target } from "./address.ts";
import { AnswerBody } from "./answer-body.ts";
import { closedHere, isUnread, sortFailure } from "./call-failure.ts";
import { CallGate, type GatedCall } from "./call-gate.ts";
import type { Exchange } from "./transport.ts";

/** Largest answer that is read. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** Most connections to one plugin: so many calls are under way at a time, the others wait. */
const maxConnections = 64;

/** How long an unused connection is kept: as long as InfraKit's client does, and less than any server's limit. */
const idleMs = 10_000;

/** How long a connection may take to come about. */
const connectMs = 5_000;

/** Where calls go now: kept connections, and the gate before them. */
interface Place {
  readonly pool: Pool;
  readonly gate: CallGate;
  readonly path: string;
}

/** What is asked of a client. */
export interface HttpClientOptions {
  /** Told when a connection to a place on the network ends, for whatever reason. */
  readonly onDisconnect: () => void;
}

/** Talks to one place at a time over kept connections, which are opened as they are needed. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  #target: Target;
  #place: Place;
  /** Pools of places that were left, as long as calls are under way there. */
  readonly #left = new Set<Pool>();

  constructor(target: Target, options: HttpClientOptions) {
    this.#options = options;
    this.#target = target;
    this.#place = this.#open();
  }

  /** The answer is given as {@link Exchange} says; `expected` is how it is likely to begin. */
  post(body: string, expected?: Buffer): Exchange {
    return new PostExchange({ body, expected }, () => this.#place);
  }

  /**
   * Opens a stream that may never end, `below` the path of the plugin, such as `/events?topic=a`; resolves when the
   * plugin has answered. The signal has to be aborted when no more is read.
   */
  openStream(below: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { origin, options } = connectionTo(this.#target);
    // InfraKit's servers send the headers of a stream of events with the first event.
    const client = new Client(origin, { ...options, headersTimeout: 0, bodyTimeout: 0 });
    return openStream(client, joinPath(this.#place.path, below), signal);
  }

  /** Sends what comes, and what waits for its turn, to another place. Calls under way stay where they were sent. */
  moveTo(target: Target): void {
    const left = this.#place;
    this.#target = target;
    this.#place = this.#open();
    left.gate.moveTo(this.#place.gate);
    this.#left.add(left.pool);
    // Rejects only if the pool was closed before, and then there is nothing left to close.
    const forget = (): unknown => this.#left.delete(left.pool);
    left.pool.close().then(forget, forget);
  }

  /** Gives up all calls that are under way, those to places that were left too. */
  async close(): Promise<void> {
    await Promise.all([...this.#left, this.#place.pool].map((pool) => pool.destroy(closedHere())));
  }

  #open(): Place {
    const { origin, options } = connectionTo(this.#target);
    // Deadlines are kept by the caller: they count from the call, not from the last byte.
    const limits = { connections: maxConnections, headersTimeout: 0, bodyTimeout: 0 };
    const pool = new Pool(origin, { ...options, ...limits });
    if (this.#target.kind === "url") pool.on("disconnect", this.#options.onDisconnect);
    const path = this.#target.kind === "socket" ? "/" : this.#target.path;
    return { pool, gate: new CallGate(maxConnections), path };
  }
}

function connectionTo(target: Target): { readonly origin: string; readonly options: Client.Options } {
  const isSocket = target.kind === "socket";
  const connect = { timeout: connectMs, ...(isSocket && { socketPath: target.path }) };
  const options = { connect, keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs };
  return { origin: isSocket ? "http://h" : target.origin, options };
}

const postHeaders = { "content-type": "application/json" };

/** What is posted, and how the answer is likely to begin. */
interface Post {
  readonly body: string;
  readonly expected: Buffer | undefined;
}

/** One POST: takes its turn at the gate, collects the answer and sorts what may go wrong. */
class PostExchange implements Exchange, GatedCall, Dispatcher.DispatchHandler {
  readonly answer: Promise<string>;
  readonly #request: string;
  readonly #places: () => Place;
  readonly #body: AnswerBody;
  #gate: CallGate | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #abandoned: Error | undefined;
  #isSecondTry = false;
  #resolve!: (answer: string) => void;
  #reject!: (reason: Error) => void;

  constructor({ body, expected }: Post, places: () => Place) {
    this.#request = body;
    this.#body = new AnswerBody(expected);
    this.#places = places;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    places().gate.enter(this);
  }

  get isAsExpected(): boolean {
    return this.#body.isAsExpected;
  }

  start(): void {
    // It may have waited while the plugin moved.
    this.#gate = this.#places().gate;
    this.#dispatch();
  }

  abandon(reason: Error): void {
    this.#abandoned = reason;
    // Whoever waits does so where the plugin is now.
    if (this.#places().gate.takeBack(this)) this.#reject(reason);
    else this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned !== undefined) controller.abort(this.#abandoned);
  }

  /** Looks for answers that are somebody else's; whatever the status, what counts is the body. */
  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    { location, "content-encoding": encoding = "identity" }: IncomingHttpHeaders,
  ): void {
    if (status >= 300 && status < 400 && location !== undefined)
      controller.abort(badAnswer(`calls are sent on to "${location}"; use that address`));
    if (encoding !== "identity")
      controller.abort(badAnswer(`the answer is encoded ("${encoding}"), which nobody asked for`));
    // Nobody reads them again. The list was made when the connection fell idle, and may last, with all that is in it, until
    // the next full collection.
    if (Array.isArray(controller.rawHeaders)) controller.rawHeaders.length = 0;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body.length + chunk.length <= maxAnswerBytes) return this.#body.add(chunk);
    this.#body.clear();
    controller.abort(new LocalError("answer_too_large", `the answer is over ${maxAnswerBytes} bytes`));
  }

  onResponseEnd(): void {
    this.#gate?.leave();
    this.#resolve(this.#body.toString());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (isUnread(error) && !this.#isSecondTry && this.#abandoned === undefined) return this.#tryAgain();
    this.#gate?.leave();
    this.#reject(this.#abandoned ?? sortFailure(error, { wasSent: this.#controller !== undefined }));
  }

  #dispatch(): void {
    const { pool, path } = this.#places();
    pool.dispatch({ path, method: "POST", headers: postHeaders, body: this.#request }, this);
  }

  /**
   * A kept connection may have been closed by the plugin just before the call was written to it. By the next turn
   * of the event loop all others that were closed are known.
   */
  #tryAgain(): void {
    this.#isSecondTry = true;
    this.#controller = undefined;
    setImmediate(() => this.#dispatch());
  }
}

function badAnswer(why: string): LocalError {
  return new LocalError("bad_answer", why);
}

async function openStream(
  client: Client,
  path: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  // The reader may be elsewhere when the signal comes, and a client that is left alone connects again.
  signal.addEventListener("abort", () => void client.destroy(), { once: true });
  try {
    const headers = { accept: "text/event-stream", "cache-control": "no-cache" };
    const { statusCode, body } = await client.request({ path, method: "GET", headers, signal });
    if (statusCode !== 200) throw new LocalError("bad_answer", `http-status:${statusCode}`);
    return body as AsyncIterable<Uint8Array>;
  } catch (error) {
    await client.destroy();
    throw error;
  }
}

/** A path below that of the plugin, whose query is kept. */
function joinPath(path: string, below: string): string {
  const [base = "", query] = path.split("?", 2);
  return base.replace(/\/$/, "") + below + (query === undefined ? "" : `&${query}`);
}
