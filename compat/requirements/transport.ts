import type { Requirements } from "./requirement.ts";

const server = "pkg/rpc/server/server.go at 41da4a60";
const codec = "vendor/github.com/gorilla/rpc/v2/json2/server.go at 41da4a60";
const rpc = "vendor/github.com/gorilla/rpc/v2/server.go at 41da4a60";

/** HTTP and JSON-RPC, as a server speaks them. */
export const transport: Requirements = {
  "wire.http.200": {
    source: server,
    behaviour: "Whatever comes of a call that could be read, its response has the status 200.",
  },
  "wire.http.content-type": {
    source: server,
    behaviour: "Responses with a body are `text/plain; charset=utf-8`; those without one have no type.",
  },
  "wire.http.framing": {
    source: "wire/wire-head.jsonl:9",
    behaviour: "A body of up to 2048 bytes comes with its length, a longer one in chunks.",
  },
  "wire.http.301": {
    source: "wire/calls-head.jsonl:9",
    behaviour: "A path that is not clean is answered with 301 and the clean one.",
  },
  "wire.http.404": {
    source: "wire/calls-head.jsonl:8",
    behaviour: "An unknown path is answered with 404, `404 page not found` and `nosniff`.",
  },
  "wire.http.405": {
    source: rpc,
    behaviour: "Any verb but POST is answered with 405 and `rpc: POST method required, received <verb>`.",
  },
  "wire.http.415": {
    source: rpc,
    behaviour: "Another media type is answered with 415 and `rpc: unrecognized Content-Type: <type>`.",
  },
  "wire.http.no-content-type": { source: rpc, behaviour: "A request without a media type is read as JSON." },
  "wire.http.content-type-parameters": {
    source: rpc,
    behaviour: "The media type counts without its parameters and whatever its case.",
  },
  "wire.http.stop": {
    source: server,
    behaviour: "A server that is stopped takes no more calls and gives those under way 10 s.",
  },
  "wire.rpc.answer": {
    source: codec,
    behaviour: "An answer is `jsonrpc`, `result`, `id` in this order, without white space, and a newline.",
  },
  "wire.rpc.error": {
    source: codec,
    behaviour:
      "An error is `code`, `message`, `data` in this order; what a plugin throws has -32000 and `null`.",
  },
  "wire.rpc.html": {
    source: codec,
    behaviour: "`<`, `>`, `&`, U+2028 and U+2029 are escaped in every string, also in those that were sent.",
  },
  "wire.rpc.id": {
    source: codec,
    behaviour: "The id of a request is echoed as it was written, whatever it is.",
  },
  "wire.rpc.notification": {
    source: codec,
    behaviour: "A request without an id, or with `null`, runs and gets an empty answer.",
  },
  "wire.rpc.not-json": { source: codec, behaviour: "What is not JSON gets an empty answer." },
  "wire.rpc.first-value": { source: codec, behaviour: "Only the first JSON value of a body is read." },
  "wire.rpc.version": {
    source: codec,
    behaviour: "Without `jsonrpc` 2.0 the error is -32600, `jsonrpc must be 2.0`, and repeats the request.",
  },
  "wire.rpc.params.absent": { source: codec, behaviour: "Absent params and `null` are zero values." },
  "wire.rpc.params.array": {
    source: codec,
    behaviour: "Params may stand in an array: its first element counts, and an empty one is zero values.",
  },
  "wire.rpc.params.undecodable": {
    source: codec,
    behaviour:
      "Params that cannot be read are -32600, `json: cannot unmarshal <kind> into Go value of type [1]interface {}`, and repeated as `data`.",
  },
  "wire.rpc.members.case": { source: codec, behaviour: "Names of members are matched whatever their case." },
  "wire.rpc.members.unknown": { source: codec, behaviour: "Unknown members are ignored." },
  "wire.rpc.members.duplicate": {
    source: codec,
    behaviour: "Of a member that stands twice the last counts.",
  },
  "wire.rpc.method.undecodable": {
    source: codec,
    behaviour:
      "A method that is no string is -32700, `json: cannot unmarshal <kind> into Go struct field serverRequest.method of type string`, and repeats the request.",
  },
  "wire.rpc.method.ill-formed": {
    source: "vendor/github.com/gorilla/rpc/v2/map.go at 41da4a60",
    behaviour: "A method without one dot is `rpc: service/method request ill-formed: <method>`.",
  },
  "wire.rpc.method.service": {
    source: "vendor/github.com/gorilla/rpc/v2/map.go at 41da4a60",
    behaviour: "An unknown service is `rpc: can't find service <method>`; names have a case.",
  },
  "wire.rpc.method.method": {
    source: "vendor/github.com/gorilla/rpc/v2/map.go at 41da4a60",
    behaviour: "An unknown method of a service is `rpc: can't find method <method>`.",
  },
  "wire.info.api": {
    source: "pkg/rpc/server/reflector.go at 41da4a60",
    behaviour:
      "`/info/api.json` shows each method by name with zero values, and seconds since 1970 as its id.",
  },
  "wire.info.functions": {
    source: "pkg/rpc/server/info.go at 41da4a60",
    behaviour: "`/info/functions.json` lists template functions by category, indented by two blanks.",
  },
  "differs.http.origin": {
    source: "pkg/rpc/server/server.go at 41da4a60",
    behaviour:
      "On TCP whatever is asked is answered, also to a web page, and `/events` allows any page to read it.",
    differs:
      "On TCP ours refuses requests with an `Origin` with 403: any page could command a plugin. Go's clients send none. Sockets, which no page reaches, do not look at it.",
  },
  "differs.http.parser": {
    source: "vendor/github.com/gorilla/rpc/v2/server.go at 41da4a60",
    behaviour:
      "Verbs that nobody knows are 405, a path with bytes beyond ASCII is looked up, and what is no HTTP is 400 with those words.",
    differs: "Node's parser refuses all of them with 400 and no body, before ours sees them.",
  },
  "differs.rpc.utf8": {
    source: codec,
    behaviour: "Bytes of an id that are no UTF-8 are echoed.",
    differs: "Ours echoes U+FFFD in their place: JSON is UTF-8, and Go too reads them so everywhere else.",
  },
  "differs.info.functions": {
    source: "pkg/rpc/server/info.go at 41da4a60",
    behaviour: "`/info/functions.json` lists the functions of the template engine too, as `builtin`.",
    differs: "Ours lists those of the plugin: a plugin of ours brings no template engine.",
  },
};
