import { eventsBetween, type GroupEvent, type GroupMemory, noMemory, remember } from "@infrakit/group";
import type { GroupChange } from "./status-feed.ts";

/** Something that happened to a group, and when: in milliseconds since 1970. */
export interface GroupNews extends GroupEvent {
  readonly at: number;
}

/** Stands in the place of events that came while too many waited to be read. */
export interface MissedNews {
  readonly type: "missed";
  readonly count: number;
}

/** Most events that wait for one reader. */
export const maxWaitingNews = 10_000;

/** Tells those who read what happens to groups. While nobody reads, it only remembers where they stand. */
export class GroupEventFeed {
  readonly #now: () => number;
  readonly #memories = new Map<string, GroupMemory>();
  readonly #readers = new Set<NewsReader>();
  #isClosed = false;

  /** `now` gives milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The groups of which something was heard, and that are not gone. */
  get ids(): readonly string[] {
    return [...this.#memories.keys()].sort();
  }

  push({ id, status }: GroupChange): void {
    const memory = this.#memories.get(id) ?? noMemory;
    if (this.#readers.size > 0) {
      const at = this.#now();
      const news = eventsBetween(id, memory, status).map((event) => ({ ...event, at }));
      for (const reader of this.#readers) reader.receive(news);
    }
    if (status === null) this.#memories.delete(id);
    else this.#memories.set(id, remember(memory, status));
  }

  /** What happens from the first read on, to one group or to all. Ends when the signal is aborted. */
  async *read(id?: string, signal?: AbortSignal): AsyncGenerator<GroupNews | MissedNews, void, void> {
    const reader = new NewsReader(id);
    const wake = (): void => reader.wake();
    const isOver = (): boolean => this.#isClosed || signal?.aborted === true;
    this.#readers.add(reader);
    signal?.addEventListener("abort", wake);
    try {
      while (!isOver()) {
        const batch = reader.take();
        if (batch.length === 0) await reader.woken();
        for (const news of batch) {
          if (isOver()) return;
          yield news;
        }
      }
    } finally {
      signal?.removeEventListener("abort", wake);
      this.#readers.delete(reader);
    }
  }

  /** Ends all readings. */
  close(): void {
    this.#isClosed = true;
    for (const reader of this.#readers) reader.wake();
  }
}

/** What waits for one who reads. Whoever tells never waits: what has no room is counted instead. */
class NewsReader {
  readonly #group: string | undefined;
  #waiting: (GroupNews | MissedNews)[] = [];
  #missed = 0;
  #wake = (): void => undefined;

  constructor(group: string | undefined) {
    this.#group = group;
  }

  receive(news: readonly GroupNews[]): void {
    for (const each of news) {
      if (this.#group !== undefined && each.group !== this.#group) continue;
      // What comes after a gap waits for the gap to be told.
      if (this.#missed > 0 || this.#waiting.length >= maxWaitingNews) this.#missed++;
      else this.#waiting.push(each);
    }
    if (this.#waiting.length > 0) this.wake();
  }

  /** All that waits, and how much is missing behind it. */
  take(): readonly (GroupNews | MissedNews)[] {
    const batch = this.#waiting;
    if (this.#missed > 0) batch.push({ type: "missed", count: this.#missed });
    this.#waiting = [];
    this.#missed = 0;
    return batch;
  }

  /** Resolves when there may be something to take. */
  woken(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  wake(): void {
    this.#wake();
  }
}
