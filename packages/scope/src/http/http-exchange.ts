import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AnswerTooLargeError, type HttpAnswer } from "./http-answer.ts";
import type { Client, Dispatcher } from "./undici.ts";

/** One request, without the connection. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a request may cost. */
export interface ExchangeLimits {
  /** Bytes of the body, before and after it was unpacked. */
  readonly maxBytes: number;
  /** Gives up. Its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
}

/** How an exchange failed: whether anything had come back by then decides whether it may be tried again. */
export class ExchangeError extends Error {
  override readonly name = "ExchangeError";
  readonly hadAnswer: boolean;

  constructor(cause: Error, hadAnswer: boolean) {
    super(cause.message, { cause });
    this.hadAnswer = hadAnswer;
  }
}

const unpack = promisify(gunzip);

/**
 * Sends one request and collects what comes back. Whatever is neither good nor a redirection is not read beyond its
 * headers: it costs the connection, and nothing else.
 * @throws ExchangeError, AnswerTooLargeError, or the reason of the signal.
 */
export async function sendRequest(
  client: Client,
  request: HttpRequest,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const { answer, isPacked } = await new HttpExchange(limits).send(client, request);
  if (!isPacked) return answer;
  const unpacked = { ...answer, body: await unpackBody(answer.body, limits) };
  limits.signal.throwIfAborted();
  return unpacked;
}

async function unpackBody(body: Buffer, { maxBytes }: ExchangeLimits): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new AnswerTooLargeError(maxBytes);
    throw new Error(`Cannot unpack the answer: ${(error as Error).message}`, { cause: error });
  }
}

interface Collected {
  readonly answer: HttpAnswer;
  readonly isPacked: boolean;
}

class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #head: Omit<HttpAnswer, "body" | "isCut"> | undefined;
  #isPacked = false;
  #controller: Dispatcher.DispatchController | undefined;
  #resolve!: (collected: Collected) => void;
  #reject!: (reason: Error) => void;

  constructor(limits: ExchangeLimits) {
    this.#limits = limits;
  }

  send(client: Client, { method, path, headers, body }: HttpRequest): Promise<Collected> {
    const { signal } = this.#limits;
    const collected = new Promise<Collected>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal.addEventListener("abort", this.#giveUp, { once: true });
    if (signal.aborted) this.#giveUp();
    else client.dispatch({ path, method, headers, body: body ?? null }, this);
    return collected.finally(() => signal.removeEventListener("abort", this.#giveUp));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#limits.signal.aborted) controller.abort(reasonOf(this.#limits.signal));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    ...[headers, words = ""]: readonly [headers: IncomingHttpHeaders, words?: string]
  ): void {
    // What announces another answer, such as 100 or 103, is none.
    if (status < 200) return;
    const location = isRedirection(status) ? headers.location : undefined;
    this.#head = { status, statusText: `${status} ${words}`.trimEnd(), location };
    this.#isPacked = headers["content-encoding"]?.toLowerCase() === "gzip";
    if (status === 200 || location !== undefined) return;
    this.#isPacked = false;
    this.#end(false);
    controller.abort(new Error("the body is of no use"));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    this.#chunks.push(chunk);
    const { maxBytes } = this.#limits;
    if (this.#length <= maxBytes) return;
    this.#chunks.length = 0;
    controller.abort(new AnswerTooLargeError(maxBytes));
  }

  onResponseEnd(): void {
    this.#end(false);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { signal } = this.#limits;
    if (signal.aborted) this.#reject(reasonOf(signal));
    else if (error instanceof AnswerTooLargeError) this.#reject(error);
    else if (this.#length > 0 && isClosed(error)) this.#end(true);
    else this.#reject(new ExchangeError(error, this.#head !== undefined));
  }

  readonly #giveUp = (): void => {
    const reason = reasonOf(this.#limits.signal);
    this.#reject(reason);
    this.#controller?.abort(reason);
  };

  #end(isCut: boolean): void {
    if (this.#head === undefined) return;
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const answer = { ...this.#head, body, isCut };
    this.#resolve({ answer, isPacked: this.#isPacked });
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error;
}

function isRedirection(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Whether the peer hung up, as opposed to having sent what is no HTTP. */
function isClosed(error: Error): boolean {
  return ["UND_ERR_SOCKET", "ECONNRESET"].includes((error as NodeJS.ErrnoException).code ?? "");
}
