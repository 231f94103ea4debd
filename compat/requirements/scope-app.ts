import type { Requirements } from "./requirement.ts";

const channel = "scope/wire/probe-app-channel.json";
const exchanges = "scope/wire/e2e-app-http.json";

/** How a host of Scope's plugins speaks to a Scope app, as a probe, and to clients, as an app. */
export const scopeApp: Requirements = {
  "scope.app.headers": {
    source: channel,
    behaviour:
      "A probe says its id, version and token in the headers of every request; it asks for `/api` first.",
  },
  "scope.app.report": {
    source: "app/api_report.go at 12175b9",
    behaviour: "A report names the probe on its host's node, and on every node that it can do something to.",
  },
  "scope.app.channel": {
    source: channel,
    behaviour: "Controls come over a websocket as calls of Go's `net/rpc`: two messages, answered by two.",
  },
  "scope.app.id": {
    source: channel,
    behaviour: "The app leaves its id out of its calls, and the probe tells it to the plugin.",
  },
  "scope.api.control": {
    source: exchanges,
    behaviour:
      "A control is a POST of three escaped parts and an object of texts; what fails is a 400 with a JSON string.",
  },
  "scope.api.documents": {
    source: exchanges,
    behaviour:
      "`/api`, `/api/report` and `/api/probes` say who answers, what is known, and whom controls are sent to.",
  },
  "differs.scope.app.time": {
    source: "report/report.go at 12175b9",
    behaviour: "The time of a report is the oldest that any plugin has sent, years ago if need be.",
    differs: "Ours is when it was published.",
  },
};
