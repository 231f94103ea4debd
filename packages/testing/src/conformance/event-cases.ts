import type { EventPlugin } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { compareBytes } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";

/** What is particular to a plugin of events. */
export interface EventInputs {
  /** Lets something happen of which the plugin tells; without it a case waits a while for what happens by itself. */
  readonly trigger?: () => Promise<void>;
}

/** A case of a plugin of events. */
export type EventCase = ConformanceCase<EventPlugin, EventInputs>;

type Run = (plugin: EventPlugin, context: CaseContext<EventInputs>) => Promise<void>;

function eventCase(severity: Severity, name: string, run: Run): EventCase {
  return { severity, name, run };
}

/** How long an event is waited for, in milliseconds, and how often it is triggered meanwhile. */
const [maxWaitMs, triggerGapMs] = [3000, 10];

/** What tells of the stream itself, such as that it has broken, and not of what happened. */
const errorType = "error";

/** What holds for every plugin of events. */
export const eventCases: readonly EventCase[] = [
  eventCase("must", "topics are listed in order, each once", async (plugin, context) => {
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
    const event = await firstEvent(plugin, topic, context);
    demand(bare(event.topic) === bare(topic), {
      expected: `events of ${show(topic)}`,
      came: show(event.topic),
      because: "whoever waits for one thing is woken by all",
    });
  }),
];

/** Topics are written with a slash before them or without. */
function bare(topic: string): string {
  return topic.replace(/^\//, "");
}

async function timeUp({ signal }: CaseContext<EventInputs>): Promise<undefined> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

async function firstEvent(
  plugin: EventPlugin,
  topic: string,
  context: CaseContext<EventInputs>,
): Promise<PluginEvent> {
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, context.signal, AbortSignal.timeout(maxWaitMs)]);
  const trigger = (): void => void context.inputs.trigger?.();
  const timer = setInterval(trigger, triggerGapMs);
  let trouble: string | undefined;
  try {
    for await (const event of plugin.subscribe(topic, { signal })) {
      if (event.type !== errorType) return event;
      trouble = event.message;
    }
  } finally {
    clearInterval(timer);
    end.abort();
  }
  demand(trouble === undefined, {
    expected: "an event",
    came: `nothing but trouble: ${trouble}`,
    because: "whoever subscribes never hears of anything",
  });
  return context.skip(`nothing happened within ${maxWaitMs} ms`);
}
