import { expect, test } from "vitest";
import { formatEvent } from "./event-codec.ts";
import { errorEvent, isErrorEvent, lostEvent } from "./event-error.ts";

const now = new Date("2026-11-20T21:15:13.108Z");

test.for<readonly [name: string, event: ReturnType<typeof errorEvent>, text: string]>([
  [
    "lost events",
    lostEvent(3, { topic: "/streams/", now }),
    '{"Topic": "streams/","Type": "error","ID": "","Message": "3 events were lost: they came faster than they were read","Timestamp": "2026-11-20T21:15:13.108Z","Received": "0001-01-01T00:00:00Z","Data": {"Lost": 3}}',
  ],
  [
    "anything else",
    errorEvent("no disk", { now }),
    '{"Topic": ".","Type": "error","ID": "","Message": "no disk","Timestamp": "2026-11-20T21:15:13.108Z","Received": "0001-01-01T00:00:00Z","Data": "no disk"}',
  ],
])(
  "formatEvent() writes what Go's client reads without harm when an event tells of %s",
  ([, event, text]) => {
    expect(formatEvent(event, now)).toBe(text);
    expect(isErrorEvent(event)).toBe(true);
  },
);
