import { setTimeout as delay } from "node:timers/promises";
import type { EventPlugin } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { compareBytes } from "@infrakit/spi/document";
import {
  type CaseContext,
  type ConformanceCase,
  demand,
  LeftBehind,
  type Severity,
  show,
} from "./conformance-case.ts";

/** What is particular to a plugin of events. */
export interface EventInputs {
  /**
   * Lets something happen of which the plugin tells, and resolves when that is over; it is called again until the
   * event has come. Without it a case waits a while for what happens by itself.
   * @throws LeftBehind if something is left of it
   */
  readonly trigger?: () => Promise<void>;
}

/** A case of a plugin of events. */
export type EventCase = ConformanceCase<EventPlugin, EventInputs>;

type Run = (plugin: EventPlugin, context: CaseContext<EventInputs>) => Promise<void>;

function eventCase(severity: Severity, name: string, run: Run): EventCase {
  return { severity, name, run };
}

/** How long an event is waited for, in milliseconds: after the first trigger if there is one. */
const maxWaitMs = 3000;

/** How long it takes to the next trigger, in milliseconds: at first; then each time twice as long. */
const firstTriggerGapMs = 10;

/** What tells of the stream itself, such as that it has broken, and not of what happened. */
const errorType = "error";

/** What holds for every plugin of events. */
export const eventCases: readonly EventCase[] = [
  eventCase("should", "topics are listed in order, each once", async (plugin, context) => {
    const topics = await plugin.list([], context);
    const sorted = [...new Set(topics)].toSorted(compareBytes);
    demand(show(topics) === show(sorted), {
      expected: show(sorted),
      came: show(topics),
      because: "people walk through them",
    });
  }),

  eventCase("must", "a topic that is not there has nothing below it", async (plugin, context) => {
    const topics = await plugin.list([`conformance-${context.token}`], context);
    demand(topics.length === 0, {
      expected: "no topic",
      came: show(topics),
      because: "people would subscribe to what never comes",
    });
  }),

  eventCase("must", "a subscription ends when it is given up", async (plugin, context) => {
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, context.signal]);
    const events = plugin.subscribe(`/conformance-${context.token}`, { signal })[Symbol.asyncIterator]();
    const next = events.next();
    end.abort();
    const last = await Promise.race([next.catch(() => ({ done: true })), timeUp(context)]);
    demand(last?.done === true, {
      expected: "the end",
      came: last === undefined ? "silence" : show(last),
      because: "each subscriber that has left would be remembered for ever",
    });
  }),

  eventCase("must", "an event says what it is about and when it happened", async (plugin, context) => {
    const event = await firstEvent(plugin, "", context);
    const isComplete = event.topic !== "" && !Number.isNaN(Date.parse(event.timestamp));
    demand(isComplete, {
      expected: "an event with Topic and Timestamp",
      came: show(event),
      because: "who hears of many things sorts them by topic and time",
    });
  }),

  eventCase("must", "who subscribes to one topic hears of no other", async (plugin, context) => {
    const { topic } = await firstEvent(plugin, "", context);
    const heard = listenTo(plugin, `${topic}-${context.token}`, context);
    // Whoever is told of everything has heard one of these by then.
    for (let more = 0; more < 2; more++) await firstEvent(plugin, "", context);
    const event = (await heard.end())[0];
    demand(event === undefined, {
      expected: `silence about a topic of which nothing can be heard, beside ${show(topic)}`,
      came: show(event?.topic),
      because: "whoever waits for one thing is woken by all",
    });
  }),
];

interface Listening {
  /** Listens no more, and gives what was heard. */
  end(): Promise<readonly PluginEvent[]>;
}

function listenTo(plugin: EventPlugin, topic: string, context: CaseContext<EventInputs>): Listening {
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, context.signal]);
  const heard: PluginEvent[] = [];
  const listening = (async () => {
    for await (const event of plugin.subscribe(topic, { signal })) {
      if (event.type !== errorType) heard.push(event);
    }
  })();
  // A plugin may say of a topic that it is not there; nothing is heard of it then either.
  const settled = Promise.allSettled([listening]);
  return {
    async end() {
      end.abort();
      await settled;
      return heard;
    },
  };
}

async function timeUp({ signal }: CaseContext<EventInputs>): Promise<undefined> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

async function firstEvent(
  plugin: EventPlugin,
  topic: string,
  context: CaseContext<EventInputs>,
): Promise<PluginEvent> {
  const start = performance.now();
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, context.signal]);
  const happened = letHappen(context.inputs, signal).finally(() => end.abort());
  context.defer(() => seeOver(happened));
  const [heard, triggered] = await Promise.allSettled([hear(plugin, topic, { signal, end }), happened]);
  if (heard.status === "rejected") throw heard.reason;
  if (heard.value !== undefined) return heard.value;
  if (triggered.status === "rejected") throw triggered.reason;
  const waitedMs = Math.round(performance.now() - start);
  return context.skip(`nothing happened within ${waitedMs} ms`);
}

/** Waits until nothing happens any more, also when the case was ended meanwhile. */
async function seeOver(happened: Promise<void>): Promise<void> {
  await happened.catch((error: unknown) => {
    // What else went wrong is for the case to say.
    if (error instanceof LeftBehind) throw error;
  });
}

/** The first event, unless the time is up before; listens no more then. */
async function hear(
  plugin: EventPlugin,
  topic: string,
  { signal, end }: { readonly signal: AbortSignal; readonly end: AbortController },
): Promise<PluginEvent | undefined> {
  let trouble: string | undefined;
  try {
    for await (const event of plugin.subscribe(topic, { signal })) {
      if (event.type !== errorType) return event;
      trouble = event.message;
    }
  } finally {
    end.abort();
  }
  demand(trouble === undefined, {
    expected: "an event",
    came: `nothing but trouble: ${trouble}`,
    because: "whoever subscribes never hears of anything",
  });
  return undefined;
}

/** Ends when the signal is aborted or the time to wait is over; never in the middle of what it lets happen. */
async function letHappen({ trigger }: EventInputs, signal: AbortSignal): Promise<void> {
  if (trigger !== undefined) await trigger();
  const over = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)]);
  for (let gapMs = firstTriggerGapMs; !over.aborted; gapMs *= 2) {
    await pause(gapMs, over);
    if (!over.aborted) await trigger?.();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // It ends earlier if the signal is aborted; that is for the caller to see.
  await Promise.allSettled([delay(ms, undefined, { signal })]);
}
