import type { Requirements } from "./requirement.ts";

const client = "pkg/rpc/client/client.go at 41da4a60";

/** What a client sends and what it makes of the answer. */
export const clientSide: Requirements = {
  "wire.client.request": {
    source: client,
    behaviour: "A call is a POST to `/` of `jsonrpc`, `method`, `params`, `id` as `application/json`.",
  },
  "wire.client.answer": {
    source: client,
    behaviour: "Results and messages of errors reach the caller as they are.",
  },
  "wire.client.lenient": {
    source: client,
    behaviour:
      "Neither the id nor the version nor the status of an answer is looked at; an `error` comes before a `result`.",
  },
  "wire.client.result-null": {
    source: client,
    behaviour: "A result that is missing or `null` is the error `result is null`.",
  },
  "wire.client.hello": {
    source: "pkg/rpc/client/handshake.go at 41da4a60",
    behaviour: "`Handshake.Hello` is asked with empty params before the first call.",
  },
  "wire.client.address": {
    source: client,
    behaviour:
      "A plugin is reached by the path of its socket or `.listen` file, or a `tcp`, `http` or `https` URL.",
  },
  "wire.client.address.invalid": {
    source: client,
    behaviour: "Other addresses are `invalid address <address>`.",
  },
  "wire.client.timeout": {
    source: client,
    behaviour: "`INFRAKIT_CLIENT_TIMEOUT`, a Go duration, limits a call; 15 s if it is not set.",
  },
  "wire.client.events": {
    source: "pkg/broker/client/sse.go at 41da4a60",
    behaviour:
      "Events are asked for with `GET /events?topic=` and read from lines with `data:`; other lines are passed over.",
  },
  "differs.drain-patience": {
    source: client,
    behaviour: "A drain may take as long as any other call.",
    differs:
      "Ours waits for a drain for ten minutes at least. One that is given up goes on all the same, and its instance is destroyed in the middle of it or stays, drained.",
  },
  "differs.missing-member": {
    source: "pkg/rpc/client/client.go at 41da4a60",
    behaviour:
      "What a result lacks is nothing: an answer without `Descriptions` says that there are no instances.",
    differs:
      "Ours takes an answer without the lists, sizes, specs and health that were asked for as none: unknown is not empty. Go's servers always write every member.",
  },
};
