import type { CallOptions, EventPlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { absentList, type Path, RawJson } from "@infrakit/spi/document";

/** An event as Go's `time` publishes one every second, to be changed at will. */
export function fakeEvent(topic: string, changed: Partial<PluginEvent> = {}): PluginEvent {
  return {
    topic,
    type: "time",
    id: "1sec",
    message: "",
    timestamp: "2026-11-20T21:15:13.108916887Z",
    received: neverReceived,
    data: RawJson.fromText("1000000000"),
    error: null,
    ...changed,
  };
}

interface Subscription {
  readonly topic: string;
  give(event: PluginEvent): void;
  end(error?: Error): void;
}

/** The topics of Go's `time`, published when told to. It lets those choose who subscribe, as `time` does. */
export class FakeEvents implements EventPlugin {
  /** What each subscription asked for that has not ended. */
  readonly asked: string[] = [];
  /** How many subscriptions there ever were. */
  subscribed = 0;
  readonly #subscriptions = new Set<Subscription>();

  async list(topic: Path): Promise<readonly string[]> {
    const path = topic.join("/");
    return path === "" ? ["msec", "sec"] : path === "sec" ? ["1", "30", "5"] : absentList;
  }

  publish(...events: readonly PluginEvent[]): void {
    for (const event of events) for (const subscription of this.#subscriptions) subscription.give(event);
  }

  /** Ends all subscriptions. */
  end(error?: Error): void {
    for (const subscription of this.#subscriptions) subscription.end(error);
  }

  async *subscribe(topic: string, { signal }: Required<CallOptions>): AsyncGenerator<PluginEvent> {
    const waiting: PluginEvent[] = [];
    let ended: { readonly error: Error | undefined } | undefined;
    let wake = (): void => undefined;
    const subscription: Subscription = {
      topic,
      give: (event) => {
        waiting.push(event);
        wake();
      },
      end: (error) => {
        ended = { error };
        wake();
      },
    };
    const abort = (): void => subscription.end();
    signal.addEventListener("abort", abort);
    this.#subscriptions.add(subscription);
    this.asked.push(topic);
    this.subscribed++;
    try {
      while (ended === undefined) {
        yield* waiting.splice(0);
        if (waiting.length > 0 || ended !== undefined) continue;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      yield* signal.aborted ? [] : waiting.splice(0);
      if (ended.error !== undefined) throw ended.error;
    } finally {
      this.#subscriptions.delete(subscription);
      this.asked.splice(this.asked.indexOf(topic), 1);
      signal.removeEventListener("abort", abort);
    }
  }
}
