import { member, nullable, object, type PluginEvent, string } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { listenForStop } from "../stop-signal.ts";
import { plainText } from "../table.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Prints what happens to a group, or to all, as it happens, until a signal comes. */
export async function showEvents(
  context: Context,
  id: string | undefined,
  options: GroupOptions,
): Promise<void> {
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  const { signal } = stop;
  try {
    const target = { ...options, ...(id !== undefined && { id }), takesLong: true };
    await withGroup(context, target, async (group, { event }) => {
      // A misspelt id would wait for ever.
      if (id !== undefined) await group.size(id);
      const topic = id === undefined ? "groups/" : `groups/${id}/`;
      for await (const each of event.subscribe(topic, { signal })) {
        answer(context, eventDocument(each), [eventLine(each)]);
      }
    });
  } finally {
    stop.close();
  }
}

const subject = object<Subject>({
  group: member("Group", string),
  commit: member("Commit", string),
  slot: member("Slot", nullable(string)),
  instance: member("Instance", nullable(string)),
});

/** What an event is about. */
interface Subject {
  readonly group: string;
  readonly commit: string;
  readonly slot: string | null;
  readonly instance: string | null;
}

/** An event for programs. One of type `error` tells what was lost, and is about no group. */
export function eventDocument(event: PluginEvent): unknown {
  const { type, timestamp, message } = event;
  if (type === "error" || event.data === null) return { Time: timestamp, Type: type, Message: message };
  const { group, commit, slot, instance } = event.data.decode(subject);
  return {
    Time: timestamp,
    Type: type,
    Group: group,
    Commit: commit,
    Slot: slot,
    Instance: instance,
    Message: message,
  };
}

/** An event for people: `2026-11-21T03:04:05.678Z web created: i-1 in slot 0 was created`. */
export function eventLine({ timestamp, topic, type, message }: PluginEvent): string {
  const group = topic.replace(/^groups\//, "").replace(/\/[^/]*$/, "");
  const head = type === "error" ? type : `${group} ${type}`;
  return plainText(`${timestamp} ${head}: ${message}`);
}
