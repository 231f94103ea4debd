import type { ServerResponse } from "node:http";
import type { ScopeChange } from "../host/index.ts";
import type { ScopeServerLimits } from "./server-limits.ts";

type EventLimits = Pick<
  ScopeServerLimits,
  "maxEventReaders" | "eventGapMs" | "heartbeatMs" | "answerTimeoutMs"
>;

/** Who reads that something has changed, as server-sent events. An event is a wake-up: what is true is asked for. */
export class EventReaders {
  readonly #limits: EventLimits;
  readonly #readers = new Set<EventReader>();

  constructor(limits: EventLimits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#readers.size >= this.#limits.maxEventReaders;
  }

  /** Writes events to a response until its client is gone. The first come at once: something may have been missed. */
  add(response: ServerResponse): void {
    const reader = new EventReader(response, this.#limits);
    this.#readers.add(reader);
    response.on("close", () => {
      reader.close();
      this.#readers.delete(reader);
    });
  }

  tell(kind: ScopeChange["kind"]): void {
    for (const reader of this.#readers) reader.tell(kind);
  }

  close(): void {
    for (const reader of this.#readers) reader.end();
  }
}

/** A client. What waits for it is at most one event of each kind. */
class EventReader {
  readonly #response: ServerResponse;
  readonly #limits: EventLimits;
  readonly #waiting = new Set<ScopeChange["kind"]>();
  readonly #heartbeat: NodeJS.Timeout;
  #gap: NodeJS.Timeout | undefined;
  #stalled: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, limits: EventLimits) {
    this.#response = response;
    this.#limits = limits;
    this.#heartbeat = setInterval(() => this.#write(":\n\n"), limits.heartbeatMs);
    response.on("drain", () => this.#onDrain());
    this.#waiting.add("plugins").add("report");
    this.#send();
  }

  tell(kind: ScopeChange["kind"]): void {
    this.#waiting.add(kind);
    if (kind === "shortcut") this.#send();
    else this.#gap ??= setTimeout(() => this.#send(), this.#limits.eventGapMs);
  }

  end(): void {
    this.close();
    this.#response.end();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#gap);
    clearTimeout(this.#stalled);
  }

  #send(): void {
    clearTimeout(this.#gap);
    this.#gap = undefined;
    if (this.#response.writableNeedDrain) return;
    const text = [...this.#waiting].map((kind) => `event: ${kind}\ndata: {}\n\n`).join("");
    this.#waiting.clear();
    this.#write(text);
  }

  /** To a client that has not read what was sent before nothing more is sent. */
  #write(text: string): void {
    if (text === "" || this.#response.writableNeedDrain) return;
    if (this.#response.write(text)) return;
    this.#stalled = setTimeout(() => this.#response.destroy(), this.#limits.answerTimeoutMs);
  }

  #onDrain(): void {
    clearTimeout(this.#stalled);
    this.#send();
  }
}
