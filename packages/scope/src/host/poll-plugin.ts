import { isSocketGone } from "../http/describe-failure.ts";
import type { HttpAnswer } from "../http/http-answer.ts";
import type { ExchangeLimits } from "../http/http-exchange.ts";
import type { PluginRequest } from "../http/redirect.ts";
import { checkPluginSpec, type PluginSpec, type Report, parseReportBody } from "../report/index.ts";
import { type Handshake, parseHandshake } from "./handshake.ts";
import { apiVersion, pluginUrl } from "./plugin-url.ts";

/** Asks one plugin; one request at a time. */
export interface PluginConnection {
  /** @throws Error whose message says why there is no answer. */
  ask(request: PluginRequest, limits: ExchangeLimits): Promise<HttpAnswer>;
  /** Has the next request open another connection: somebody else may listen now. */
  renew(): void;
  close(): void;
}

/** What one poll has shown. */
export interface Verdict {
  /** Who the plugin says it is, once its id fits: also of a report that is refused. */
  readonly spec?: PluginSpec;
  /** What it says of the world, if all is well. */
  readonly report?: Report;
  /** Why it is not well. */
  readonly error?: string;
  /** There was no socket at the path. */
  readonly isGone?: boolean;
}

/** Who is polled, and within which limits. */
export interface PollOptions {
  /** What the name of the socket says. */
  readonly id: string;
  readonly probeId: string;
  /** Longest report. */
  readonly maxBytes: number;
  /** Deepest nesting of a report. */
  readonly maxDepth: number;
}

/** Asks with a deadline of its own for each exchange. */
export type Ask = (request: PluginRequest) => Promise<HttpAnswer>;

/** A poll, with both times of the clock. */
export interface PollTurn {
  readonly ask: Ask;
  readonly now: number;
  readonly elapsed: number;
}

/** Longest report that is remembered, so that the same bytes need not be read twice. */
const maxRememberedBytes = 1024 * 1024;

/** How long a plugin is not asked again who it is that did not say: as long as the probes of that time waited at most. */
const handshakeGapMs = 15_000;

/** Polls one plugin, and remembers what spares work at the next time. */
export class PluginPoll {
  readonly #options: PollOptions;
  readonly #reportUrl: URL;
  #remembered: { readonly body: Buffer; readonly verdict: Verdict } | undefined;
  #handshake: Handshake | undefined;
  #askedAt = -Infinity;

  constructor(options: PollOptions) {
    this.#options = options;
    this.#reportUrl = pluginUrl("/report", options.probeId);
  }

  /** Forgets who the plugin said it is: another process may have taken its place. */
  forget(): void {
    this.#handshake = undefined;
    this.#askedAt = -Infinity;
  }

  /** Asks for the report and judges it. Never throws: whatever a plugin does is its verdict. */
  async run(turn: PollTurn): Promise<Verdict> {
    try {
      const answer = await turn.ask({ method: "GET", url: this.#reportUrl });
      checkStatus(answer);
      if (this.#remembered?.body.equals(answer.body) === true) return this.#remembered.verdict;
      return await this.#judge(answer, turn);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { error: why, ...(isSocketGone(error) && { isGone: true }) };
    }
  }

  async #judge(answer: HttpAnswer, turn: PollTurn): Promise<Verdict> {
    const { maxDepth, id } = this.#options;
    const now = new Date(turn.now).toISOString();
    const { report, hasPlugins } = decode(answer, (text) => parseReportBody(text, { now, maxDepth }));
    if (!hasPlugins) return this.#judgeOld(report, turn);
    this.#handshake = undefined;
    const verdict = verdictOf(report, id);
    const { body, isCut } = answer;
    this.#remembered = isCut || body.length > maxRememberedBytes ? undefined : { body, verdict };
    return verdict;
  }

  /** A report that does not say who made it is that of a plugin which says so elsewhere, or none. */
  async #judgeOld(report: Report, turn: PollTurn): Promise<Verdict> {
    this.#remembered = undefined;
    const { spec, error } = await this.#findHandshake(turn);
    if (error !== undefined) return { error };
    return verdictOf(
      spec === undefined ? report : { ...report, plugins: new Map([[spec.id, spec]]) },
      this.#options.id,
    );
  }

  /** Who the plugin says it is. What is good is not asked again until the socket is another. */
  async #findHandshake({ ask, elapsed }: PollTurn): Promise<Handshake> {
    const known = this.#handshake;
    if (known?.spec !== undefined || elapsed < this.#askedAt + handshakeGapMs) return known ?? {};
    this.#askedAt = elapsed;
    this.#handshake = await askWho(ask, this.#options.probeId);
    return this.#handshake;
  }
}

function verdictOf(report: Report, id: string): Verdict {
  const { spec, error } = checkPluginSpec(report, { id, apiVersion });
  if (spec === undefined) return { ...(error !== undefined && { error }) };
  return error === undefined ? { spec, report } : { spec, error };
}

async function askWho(ask: Ask, probeId: string): Promise<Handshake> {
  try {
    const answer = await ask({ method: "GET", url: pluginUrl("/", probeId) });
    checkStatus(answer);
    return parseHandshake(answer.body.toString());
  } catch {
    // A plugin of a later time has no reason to answer this: what counts is that its report lacks the plugin.
    return {};
  }
}

/** @throws Error in Scope's words if the status is not 200. */
export function checkStatus({ status, statusText }: HttpAnswer): void {
  if (status !== 200) throw new Error(`plugin returned non-200 status code: ${statusText}`);
}

/** Reads a body. One whose connection ended early is as good as any if what had come is whole. */
export function decode<T>({ body, isCut }: HttpAnswer, parse: (text: string) => T): T {
  try {
    return parse(body.toString());
  } catch (error) {
    const cut = isCut ? `the connection ended after ${body.length} bytes; ` : "";
    throw new Error(`decoding error: ${cut}${(error as Error).message}`, { cause: error });
  }
}
