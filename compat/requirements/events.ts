import type { Requirements } from "./requirement.ts";

const sse = "pkg/broker/server/sse.go at 41da4a60";

/** Events as server-sent events. */
export const events: Requirements = {
  "wire.events.line": {
    source: "wire/calls-head.jsonl:150",
    behaviour: "An event is one line, `data: ` and JSON with a blank after each colon, and an empty line.",
  },
  "wire.events.headers": {
    source: sse,
    behaviour: "The stream is `text/event-stream`, is not to be cached, and may be read from any origin.",
  },
  "wire.events.topic": {
    source: sse,
    behaviour: "A topic that ends with a slash stands for all that begin with it, any other for itself.",
  },
  "differs.events.headers-at-once": {
    source: sse,
    behaviour: "Headers of a stream leave with the first event.",
    differs:
      "Ours leave at once: a client on a quiet topic knows that it is heard. Go's client reads both alike.",
  },
  "differs.events.heartbeat": {
    source: sse,
    behaviour: "A stream without events is silent, and its end is noticed with the next event.",
    differs:
      "Ours has a comment now and then, which Go's client passes over: both sides notice that the other is gone.",
  },
  "differs.events.missed": {
    source: sse,
    behaviour: "A reader that is too slow loses events and is not told.",
    differs: "Ours is told how many were lost, by an event of type `error`.",
  },
  "differs.events.slash": {
    source: "pkg/rpc/event/service.go at 41da4a60",
    behaviour: "A topic whose name has a slash in it is listed, and cannot be descended into.",
    differs: "Ours can: what is listed should be there.",
  },
  "differs.events.tcp": {
    source: "pkg/rpc/event/client.go at 41da4a60",
    behaviour: "Events behind a `tcp://` address cannot be read.",
    differs: "Ours can.",
  },
};
