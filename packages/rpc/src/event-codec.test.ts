import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { formatEvent, parseEvent } from "./event-codec.ts";

const now = new Date("2026-11-20T21:15:13.108Z");

/** What Go's `time` published. */
const second: PluginEvent = {
  topic: "streams/sec/1",
  type: "time",
  id: "1sec",
  message: "",
  timestamp: "2026-11-20T21:15:13.108916887Z",
  received: neverReceived,
  data: RawJson.fromText("1000000000"),
  error: null,
};
const secondText =
  '{"Topic": "streams/sec/1","Type": "time","ID": "1sec","Message": "","Timestamp": "2026-11-20T21:15:13.108916887Z","Received": "0001-01-01T00:00:00Z","Data": 1000000000}';

test.for<readonly [name: string, event: PluginEvent, text: string]>([
  ["comes from Go's time", second, secondText],
  [
    "has neither type nor data and did not say when",
    { ...second, type: "", data: null, timestamp: "", received: "" },
    '{"Topic": "streams/sec/1","ID": "1sec","Message": "","Timestamp": "2026-11-20T21:15:13.108Z","Received": "0001-01-01T00:00:00Z"}',
  ],
  [
    "holds colons, quotes, HTML and opaque values",
    {
      ...second,
      id: String.raw`a:"b\":`,
      message: "<&>",
      data: RawJson.fromText('{"10":[{"a":12345678901234567890}],"9":{},"b":"x:\\"y:","c":1.0}'),
      error: RawJson.fromText("{}"),
    },
    String.raw`{"Topic": "streams/sec/1","Type": "time","ID": "a:\"b\\\":","Message": "\u003c\u0026\u003e","Timestamp": "2026-11-20T21:15:13.108916887Z","Received": "0001-01-01T00:00:00Z","Data": {"10": [{"a": 12345678901234567890}],"9": {},"b": "x:\"y:","c": 1.0},"Error": {}}`,
  ],
])("formatEvent() writes what Go does, and parseEvent() reads it, when an event %s", ([, event, text]) => {
  expect(formatEvent(event, now)).toBe(text);
  const read = parseEvent(text, now);
  expect(read.received).toBe("2026-11-20T21:15:13.108Z");
  expect(formatEvent({ ...read, received: neverReceived }, now)).toBe(text);
});

test("parseEvent() stamps an event when it was received", () => {
  expect(parseEvent(secondText, now)).toEqual({ ...second, received: "2026-11-20T21:15:13.108Z" });
});

test.for<readonly [text: string]>([["nope"], ['{"Topic":1}'], ["[]"], [""], ['{"Topic":"a"']])(
  "parseEvent() gives an error when an event cannot be read: %s",
  ([text]) => {
    expect(parseEvent(text, now)).toMatchObject({
      topic: ".",
      type: "error",
      message: expect.stringMatching(/^Cannot read an event: /),
      received: "2026-11-20T21:15:13.108Z",
    });
  },
);
