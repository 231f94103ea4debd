import { groupEventTypes } from "@infrakit/group";
import type { EventPlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { absentList, RawJson } from "@infrakit/spi/document";
import type { GroupEventFeed, GroupNews, MissedNews } from "./group-event-feed.ts";

/** The first name of all topics. */
const root = "groups";

/**
 * Publishes what happens to groups under `groups/<id>/<type>`. The data of an event is
 * `{"Group":"…","Commit":"…","Slot":"…","Instance":"…"}`; the last two are `null` if it is about the group as a whole.
 */
export function createGroupEventPlugin(feed: GroupEventFeed): EventPlugin {
  return {
    list: (topic) => Promise.resolve(listTopics(feed, topic)),
    async *subscribe(topic, { signal }) {
      const wanted = topic === "." ? "" : topic.replace(/^\//, "");
      for await (const news of feed.read(undefined, signal)) {
        const event = news.type === "missed" ? missedEvent(news, wanted) : eventOf(news);
        if (event.topic.startsWith(wanted) || news.type === "missed") yield event;
      }
    },
  };
}

function listTopics({ ids }: GroupEventFeed, [first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [root];
  if (first !== root) return absentList;
  if (rest.length === 0) return ids;
  const below = rest.join("/");
  if (ids.includes(below)) return groupEventTypes;
  return groupEventTypes.some((type) => ids.some((id) => below === `${id}/${type}`)) ? [] : absentList;
}

function eventOf({ type, group, commit, slot, instance, message, at }: GroupNews): PluginEvent {
  return {
    topic: `${root}/${group}/${type}`,
    type,
    id: instance ?? group,
    message,
    timestamp: new Date(at).toISOString(),
    received: neverReceived,
    data: RawJson.fromValue({ Group: group, Commit: commit, Slot: slot, Instance: instance }),
    error: null,
  };
}

/** As all plugins tell of events that were lost. */
function missedEvent({ count }: MissedNews, wanted: string): PluginEvent {
  return {
    topic: wanted === "" ? "." : wanted,
    type: "error",
    id: "",
    message: `${count} events were lost: they came faster than they were read`,
    timestamp: "",
    received: neverReceived,
    data: RawJson.fromValue({ Lost: count }),
    error: null,
  };
}
