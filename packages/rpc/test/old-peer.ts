import type { Exchange, Transport } from "../src/transport.ts";

/** Results by method; what is not here the peer does not know, and `undefined` is never answered. */
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
    const { method, params, id } = JSON.parse(body) as Seen & { id: number };
    this.seen.push({ method, params });
    if (!(method in this.#answers))
      return answered({ error: { code: -32_000, message: unknown(method) }, id });
    const result = this.#answers[method];
    if (result instanceof Error) return { answer: Promise.reject(result), abandon: () => undefined };
    return answered({ result, id });
  }

  async *events(): AsyncGenerator<string> {}

  async close(): Promise<void> {}
}

function answered(answer: object): Exchange {
  return {
    answer: Promise.resolve(JSON.stringify({ jsonrpc: "2.0", ...answer })),
    abandon: () => undefined,
  };
}

/** InfraKit's sentence; it says `service` where not even that is known. */
function unknown(method: string): string {
  return `rpc: can't find ${method.startsWith("Plugin") ? "service" : "method"} ${JSON.stringify(method)}`;
}
