import { setImmediate as nextTurn } from "node:timers/promises";
import { formatEvent } from "./event-codec.ts";
import type { EventSource } from "./event-source.ts";
import { joinTopic } from "./event-topic.ts";

/** One who reads the events of a share. None of this may wait. */
export interface EventReader {
  receive(topic: string, text: string): void;
  /** The object has no more events; with a reason if it failed. */
  leave(source: EventSource, error?: unknown): void;
}

/** After so many events others get a turn: an object that never waits would stop all else in its process. */
const eventsPerTurn = 1000;

/** One subscription of an object, read by any number of readers. It ends when the last of them leaves. */
export class EventShare {
  readonly #source: EventSource;
  readonly #readers = new Set<EventReader>();
  readonly #stop = new AbortController();
  readonly #onOver: () => void;

  /** `onOver` is told once, when nobody may join any more. */
  constructor(source: EventSource, onOver: () => void) {
    this.#source = source;
    this.#onOver = onOver;
  }

  join(reader: EventReader): void {
    this.#readers.add(reader);
  }

  leave(reader: EventReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.#onOver();
    this.#stop.abort();
  }

  /** Subscribes to what the object calls `topic`. */
  async run(topic: string): Promise<void> {
    try {
      await this.#relay(topic);
      this.#end();
    } catch (error) {
      this.#end(error);
    }
  }

  async #relay(topic: string): Promise<void> {
    const { signal } = this.#stop;
    let events = 0;
    for await (const event of this.#source.plugin.subscribe(topic, { signal })) {
      if (signal.aborted) return;
      const named = { ...event, topic: joinTopic(this.#source.nodes, event.topic) };
      const text = formatEvent(named, new Date());
      for (const reader of this.#readers) reader.receive(named.topic, text);
      if (++events % eventsPerTurn === 0) await nextTurn();
    }
  }

  /** After the last reader left there is nobody to tell, and how the object took the end does not matter. */
  #end(error?: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#onOver();
    for (const reader of this.#readers) reader.leave(this.#source, error);
    this.#readers.clear();
  }
}
