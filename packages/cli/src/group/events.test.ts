import { type PluginEvent, RawJson } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { eventDocument, eventLine } from "./events.ts";

const event: PluginEvent = {
  topic: "groups/a/b/created",
  type: "created",
  id: "i-1",
  message: "i-1 in slot 0 was\ncreated",
  timestamp: "2026-01-02T00:00:00.000Z",
  received: "2026-01-02T00:00:01.000Z",
  data: RawJson.fromText('{"Group":"a/b","Commit":"v1","Slot":"0","Instance":"i-1"}'),
  error: null,
};
const lost: PluginEvent = {
  ...event,
  topic: "groups/",
  type: "error",
  message: "3 events were lost",
  data: RawJson.fromText('{"Lost":3}'),
};

test.for([
  ["an instance was created", event, "2026-01-02T00:00:00.000Z a/b created: i-1 in slot 0 was created"],
  ["events were lost", lost, "2026-01-02T00:00:00.000Z error: 3 events were lost"],
] as const)("eventLine() says it in one line when %s", ([, told, line]) => {
  expect(eventLine(told)).toBe(line);
});

test.for<readonly [why: string, event: PluginEvent, document: object]>([
  [
    "it is about an instance",
    event,
    { Type: "created", Group: "a/b", Commit: "v1", Slot: "0", Instance: "i-1", Message: event.message },
  ],
  [
    "it is about a group",
    {
      ...event,
      type: "gone",
      data: RawJson.fromText('{"Group":"a","Commit":"v1","Slot":null,"Instance":null}'),
    },
    { Type: "gone", Group: "a", Commit: "v1", Slot: null, Instance: null, Message: event.message },
  ],
  ["events were lost", lost, { Type: "error", Message: "3 events were lost" }],
])("eventDocument() has what there is to know when %s", ([, told, document]) => {
  expect(eventDocument(told)).toEqual({ Time: event.timestamp, ...document });
});
