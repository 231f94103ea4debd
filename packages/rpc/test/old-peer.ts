import type { Exchange, Transport } from "../src/transport.ts";

/** Results by method; what is not here the peer does not know, and an `Error` stands for no answer at all. */
export type Answers = Readonly<Record<string, unknown>>;

/** A request as the peer saw it. */
export interface Seen {
  readonly method: string;
  readonly params: unknown;
}

/** A peer of any age: it answers what it is told to answer and remembers what it was asked. */
export class OldPeer implements Transport {
  readonly address = "old";
  readonly seen: Seen[] = [];
  readonly #answers: Answers;
  /** Set to stand for another process in its place. */
  current = 1;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  get methods(): readonly string[] {
    return this.seen.map(({ method }) => method);
  }

  generation(): number {
    return this.current;
  }

  send(body: string): Exchange {
    const { method, params } = JSON.parse(body) as Seen;
    this.seen.push({ method, params });
    const failure = this.#answers[method];
    const answer =
      failure instanceof Error ? Promise.reject(failure) : Promise.resolve(answerAsGo(body, this.#answers));
    return { answer, abandon: () => undefined };
  }

  /** Nothing ever happens here. */
  async openEvents(): Promise<AsyncIterable<string>> {
    return (async function* silence() {})();
  }

  async close(): Promise<void> {}
}

/** The body with which a server of InfraKit's answers, given the results of the methods that it knows. */
export function answerAsGo(body: string, answers: Answers): string {
  const { method, id } = JSON.parse(body) as Seen & { readonly id: number };
  const outcome = Object.hasOwn(answers, method)
    ? { result: answers[method] }
    : { error: { code: -32_000, message: unknown(method, answers), data: null } };
  return `${JSON.stringify({ jsonrpc: "2.0", ...outcome, id })}\n`;
}

/** InfraKit's sentence; it says `service` where not even that is known. */
function unknown(method: string, answers: Answers): string {
  const serviceOf = (name: string): string => name.slice(0, name.indexOf("."));
  const isKnown = Object.keys(answers).some((name) => serviceOf(name) === serviceOf(method));
  return `rpc: can't find ${isKnown ? "method" : "service"} ${JSON.stringify(method)}`;
}
