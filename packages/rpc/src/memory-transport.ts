import { closedHere } from "./call-failure.ts";
import type { EventTexts } from "./event-stream.ts";
import type { Handler } from "./handler.ts";
import type { Exchange, Transport } from "./transport.ts";

/**
 * Talks to a handler in this process through the same texts that would cross a socket. For tests, and for
 * plugins that run in the process of their controller.
 */
export class MemoryTransport implements Transport {
  readonly address = "memory";
  readonly #handler: Handler;
  readonly #open = new Set<Exchange>();

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  generation(): number {
    return 1;
  }

  send(body: string): Exchange {
    const exchange = new MemoryExchange(this.#handler.handle(body));
    this.#open.add(exchange);
    const forget = (): unknown => this.#open.delete(exchange);
    exchange.answer.then(forget, forget);
    return exchange;
  }

  async openEvents(topic: string, signal: AbortSignal): Promise<EventTexts> {
    return this.#handler.events.subscribe(topic, signal);
  }

  async close(): Promise<void> {
    for (const exchange of this.#open) exchange.abandon(closedHere());
  }
}

class MemoryExchange implements Exchange {
  readonly answer: Promise<string>;
  #reject!: (reason: Error) => void;

  constructor(answer: Promise<string>) {
    this.answer = new Promise((resolve, reject) => {
      this.#reject = reject;
      answer.then(resolve, reject);
    });
  }

  abandon(reason: Error): void {
    this.#reject(reason);
  }
}
