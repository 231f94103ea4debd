import { pluginIdOf } from "../plugin-id.ts";
import { askReport, parseObject, readReport, reportPath, seeOk } from "./raw-report.ts";
import { demand, patienceMs, type ScopeCase, show } from "./scope-case.ts";

const registry = "probe/plugins/registry.go";
const server = "net/http, which Scope's own plugins are made with";

/** How often the time of a report is taken. */
const rounds = 5;

/** How many ask at once. */
const crowd = 10;

/** What holds for a plugin as a server. */
export const requestCases: readonly ScopeCase[] = [
  {
    name: "GET /report is answered with a report",
    severity: "must",
    isPremise: true,
    source: registry,
    advice: "Answer with status 200 and a JSON object of at most 50 MiB, whatever the query",
    run: async (peer, context) => void (await readReport(peer, context)),
  },
  {
    name: `a report comes within ${patienceMs} ms`,
    severity: "must",
    source: registry,
    advice: "Collect in the background, and answer with what was collected last",
    async run(peer, context) {
      for (let round = 0; round < rounds; round++) {
        const { ms } = await askReport(peer, context);
        demand(ms < patienceMs, {
          expected: `each of ${rounds} reports within ${patienceMs} ms`,
          came: `one after ${Math.round(ms)} ms`,
          because: "hosts hang up then, and Scope's probe asks one plugin after the other",
        });
      }
    },
  },
  {
    name: "a connection takes more than one request",
    severity: "should",
    source: server,
    advice: "Keep connections open after an answer, and say how long the answer is",
    async run(peer, context) {
      await askReport(peer, context);
      const { isReused } = await askReport(peer, context);
      demand(isReused, {
        expected: "the second request to go over the connection of the first",
        came: "a new connection",
        because: "hosts ask every second",
      });
    },
  },
  {
    name: "hosts that ask at once are all answered",
    severity: "should",
    source: server,
    advice:
      "Let each request be served by itself, share what was collected, and listen with a backlog of 16 or more",
    async run(peer, context) {
      const asked = Array.from({ length: crowd }, () => askReport(peer, context));
      // Also of a crowd that is turned away nobody is left when the next case begins.
      await Promise.allSettled(asked);
      const slowest = Math.round(Math.max(...(await Promise.all(asked)).map(({ ms }) => ms)));
      demand(slowest < patienceMs, {
        expected: `${crowd} answers within ${patienceMs} ms`,
        came: `one after ${slowest} ms`,
        because: "two hosts can look at one directory",
      });
    },
  },
  {
    name: "a host that hangs up does no harm",
    severity: "must",
    source: registry,
    advice: "Take a failure to write an answer for the end of that connection, not of the plugin",
    async run(peer, context) {
      for (let round = 0; round < rounds; round++)
        await peer.hangUp({ path: reportPath(context) }, context.signal);
      await askReport(peer, context);
    },
  },
  {
    name: "a report needs no query",
    severity: "should",
    source: "probe/plugins/registry.go before release 0.14",
    advice: "Take api_version and probe_id for words that may be absent",
    run: async (peer, { signal }) => seeOk(await peer.ask({ path: "/report?" }, signal), "/report?"),
  },
  {
    name: "a path that is unknown is answered with 404",
    severity: "should",
    source: server,
    advice: "Answer /report, /control and perhaps /, and nothing else",
    async run(peer, { signal, probeId }) {
      const { status } = await peer.ask({ path: `/${probeId}` }, signal);
      demand(status === 404, {
        expected: "status 404",
        came: String(status),
        because: "hosts ask an older plugin for GET / and take a report there for its handshake",
      });
    },
  },
  {
    name: "GET / is a handshake, or nothing",
    severity: "should",
    source: "probe/plugins/registry.go before release 0.14",
    advice: 'Answer {"name":<id>,"description":"","interfaces":["reporter"],"api_version":"1"}, or 404',
    async run(peer, { signal, probeId }) {
      const { status, body } = await peer.ask({ path: `/?api_version=1&probe_id=${probeId}` }, signal);
      if (status === 404) return;
      const { name, interfaces, api_version: version } = parseObject(body);
      const isReporter = Array.isArray(interfaces) && interfaces.includes("reporter");
      demand(status === 200 && name === pluginIdOf(peer.socketPath) && version === "1" && isReporter, {
        expected: "status 404, or a handshake with the id of the socket, the version and the interfaces",
        came: `${status} ${show(body)}`,
        because: "the first hosts refuse the plugin by it",
      });
    },
  },
  {
    name: "a report is got, not posted",
    severity: "should",
    source: "RFC 9110, 9.1",
    advice: "Answer /report with 405 if the method is not GET",
    async run(peer, context) {
      const answer = await peer.ask(
        { method: "POST", path: reportPath(context), body: "{}" },
        context.signal,
      );
      demand(answer.status >= 400, {
        expected: "status 405",
        came: String(answer.status),
        because: "who mistakes /report for /control takes the answer for that of a control",
      });
    },
  },
];
