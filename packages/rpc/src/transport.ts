import type { EventTexts } from "./event-stream.ts";

/** A request that was sent, or waits to be. */
export interface Exchange {
  /** The body of the answer. Rejects with a LocalError that says why there is none. */
  readonly answer: Promise<string>;
  /** Whether the answer began with all that was expected, and is only what came behind it. Known when it has come. */
  readonly isAsExpected?: boolean;
  /** Stops waiting; the answer rejects with this reason. */
  abandon(reason: Error): void;
}

/** Carries bodies of requests to a plugin. What they mean is not its business. */
export interface Transport {
  /** Where the plugin is, in words for errors. */
  readonly address: string;
  /**
   * Changes when another process may answer than before, so what the last one said of itself is no longer true.
   * @throws LocalError `plugin_unreachable` if it is known that nobody listens.
   */
  generation(): number;
  /** Of an answer that begins as `expected`, that part need not be given: see {@link Exchange.isAsExpected}. */
  send(body: string, expected?: Buffer): Exchange;
  /**
   * Subscribes to a topic. Resolves when the plugin has answered; what it gives ends or throws when the stream breaks.
   * The signal has to be aborted when no more is read.
   */
  openEvents(topic: string, signal: AbortSignal): Promise<EventTexts>;
  /** Gives up all that is under way. */
  close(): Promise<void>;
}
