import { messageOf } from "@infrakit/spi";
import { formatEvent } from "./event-codec.ts";
import { errorEvent, lostEvent } from "./event-error.ts";
import { EventQueue } from "./event-queue.ts";
import { type EventReader, EventShare } from "./event-share.ts";
import { type EventSource, eventSources } from "./event-source.ts";
import { isWanted, topicBelow } from "./event-topic.ts";
import type { PluginObjects } from "./hosted-objects.ts";

/**
 * Hands the events of a plugin to any number of readers. Those who want the same of an object share one subscription
 * of it: it gives what happens from now on, so nobody can tell, and the object does the work once. There is not one
 * subscription for everything, as in Go, since watching all may cost an object much more than watching what is wanted.
 */
export class EventBroker {
  readonly #objects: PluginObjects;
  readonly #shares = new Map<object, Map<string, EventShare>>();
  #readers = 0;

  constructor(objects: PluginObjects) {
    this.#objects = objects;
  }

  /** How many readers there are. */
  get readers(): number {
    return this.#readers;
  }

  /**
   * The texts of the events of a topic from now on, of the objects that are hosted now. In the place of what a reader
   * was too slow for, it reads how much that was. Ends when the signal is aborted, when no object has more to give, and
   * when one has failed, after an event that tells why: its reader has to come again. Without an object it waits.
   */
  subscribe(topic: string, signal: AbortSignal): AsyncGenerator<string> {
    const reader = new TopicReader(topic);
    const shares = this.#joinAll(reader, topic);
    let isHere = true;
    this.#readers++;
    const leave = (): void => {
      if (!isHere) return;
      isHere = false;
      this.#readers--;
      signal.removeEventListener("abort", leave);
      for (const share of shares) share.leave(reader);
      reader.queue.end();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave);
    return readTexts(reader, leave);
  }

  #joinAll(reader: TopicReader, topic: string): readonly EventShare[] {
    const wanted = eventSources(this.#objects).flatMap((source) => {
      const below = topicBelow(source.prefix, topic);
      return below === undefined ? [] : [{ source, below }];
    });
    reader.sources = wanted.length;
    return wanted.map(({ source, below }) => {
      const share = this.#open(source, below);
      share.join(reader);
      return share;
    });
  }

  #open(source: EventSource, below: string): EventShare {
    const { identity, prefix } = source;
    const shares = this.#shares.get(identity) ?? new Map<string, EventShare>();
    // One object may be hosted under several names.
    const key = `${prefix}\0${below}`;
    const open = shares.get(key);
    if (open !== undefined) return open;
    const share = new EventShare(source, () => {
      shares.delete(key);
      if (shares.size === 0) this.#shares.delete(identity);
    });
    this.#shares.set(identity, shares.set(key, share));
    void share.run(below);
    return share;
  }
}

/** Takes what is wanted out of the events of some objects. */
class TopicReader implements EventReader {
  readonly topic: string;
  readonly queue = new EventQueue();
  /** How many objects may still give events. */
  sources = 0;

  constructor(topic: string) {
    this.topic = topic;
  }

  receive(topic: string, text: string): void {
    if (isWanted(topic, this.topic)) this.queue.push(text);
  }

  leave({ nodes }: EventSource, error?: unknown): void {
    this.sources--;
    if (error === undefined && this.sources > 0) return;
    if (error === undefined) return this.queue.end();
    const of = nodes.length === 0 ? "" : ` of "${nodes.join("/")}"`;
    this.queue.end(this.tell(`Cannot read more events${of}: ${messageOf(error)}`));
  }

  /** The text of an event about the reading itself. */
  tell(message: string): string {
    const now = new Date();
    return formatEvent(errorEvent(message, { topic: this.topic, now }), now);
  }

  tellLost(count: number): string {
    const now = new Date();
    return formatEvent(lostEvent(count, { topic: this.topic, now }), now);
  }
}

async function* readTexts(reader: TopicReader, leave: () => void): AsyncGenerator<string> {
  try {
    for await (const next of reader.queue.read())
      yield typeof next === "number" ? reader.tellLost(next) : next;
  } finally {
    leave();
  }
}
