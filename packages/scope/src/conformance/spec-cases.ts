import { pluginIdOf } from "../plugin-id.ts";
import { parseReport } from "../report/index.ts";
import { askReport, isController, readReport, specsOf, topologiesOf, membersOf } from "./raw-report.ts";
import { demand, type ScopeCase, show } from "./scope-case.ts";

const registry = "probe/plugins/registry.go";

/** What holds for what a plugin says of itself. */
export const specCases: readonly ScopeCase[] = [
  {
    name: "a report can be read by hosts",
    severity: "must",
    source: "report/report.go",
    advice:
      "Mend what the message names: times are RFC 3339 with a zone, ranks integers, facts {timestamp, value}",
    async run(peer, context) {
      const { body } = await askReport(peer, context);
      const fault = faultOf(body);
      demand(fault === undefined, {
        expected: "a report in Scope's JSON",
        came: fault ?? "",
        because: "hosts refuse it, or read something else",
      });
    },
  },
  {
    name: "nothing follows a report",
    severity: "should",
    source: "ugorji/go/codec, which reads one value",
    advice: "Send one JSON object and nothing behind it",
    async run(peer, context) {
      const { body } = await askReport(peer, context);
      demand(isJson(body), {
        expected: "a body that is JSON as a whole",
        came: `…${show(body.slice(-40))}`,
        because: "hosts do not read what follows, and give up the connection every time",
      });
    },
  },
  {
    name: "it speaks for itself alone",
    severity: "must",
    source: registry,
    advice: 'Give "Plugins" one entry, also in reports without nodes',
    async run(peer, context) {
      const { Plugins: plugins, ...rest } = await readReport(peer, context);
      const ids = new Set(specsOf({ Plugins: plugins }).map(({ id }) => id));
      demand(ids.size === 1, {
        expected: '"Plugins" with one entry',
        came: plugins === undefined ? `none among ${show(Object.keys(rest))}` : show(plugins),
        because: "hosts refuse the report",
      });
    },
  },
  {
    name: "its id is that of its socket",
    severity: "must",
    source: registry,
    advice: "Name the socket <id>.sock, or change the id",
    async run(peer, context) {
      const [{ id } = {}] = specsOf(await readReport(peer, context)).toReversed();
      demand(String(id) === pluginIdOf(peer.socketPath), {
        expected: show(pluginIdOf(peer.socketPath)),
        came: show(id),
        because: "hosts refuse the report: they know a plugin by its socket before it has said a word",
      });
    },
  },
  {
    name: "it speaks version 1",
    severity: "must",
    source: registry,
    advice: 'Say "api_version": "1"',
    async run(peer, context) {
      const [{ api_version: version } = {}] = specsOf(await readReport(peer, context)).toReversed();
      demand(String(version) === "1", {
        expected: '"1"',
        came: show(version),
        because: "hosts refuse the report",
      });
    },
  },
  {
    name: "it has a label",
    severity: "must",
    source: registry,
    advice: 'Say "label": what people shall see in the list of plugins',
    async run(peer, context) {
      const [{ label } = {}] = specsOf(await readReport(peer, context)).toReversed();
      demand(typeof label === "string" && label !== "", {
        expected: "a text",
        came: show(label),
        because: "hosts refuse the report",
      });
    },
  },
  {
    name: "it is a reporter",
    severity: "must",
    source: registry,
    advice: 'Say "interfaces": ["reporter"], with "controller" if it takes controls',
    async run(peer, context) {
      const [{ interfaces } = {}] = specsOf(await readReport(peer, context)).toReversed();
      demand(Array.isArray(interfaces) && interfaces.includes("reporter"), {
        expected: 'a list with "reporter"',
        came: show(interfaces),
        because: "hosts refuse the report",
      });
    },
  },
  {
    name: "a plugin with controls is a controller",
    severity: "must",
    source: registry,
    advice: 'Add "controller" to "interfaces"',
    async run(peer, context) {
      const report = await readReport(peer, context);
      const described = topologiesOf(report).flatMap(([, { controls }]) =>
        membersOf(controls).map(([id]) => id),
      );
      demand(described.length === 0 || isController(report), {
        expected: '"controller" among the interfaces',
        came: `the controls ${show(described)} without it`,
        because: "they are shown, and whoever presses one is told that it is not recognised",
      });
    },
  },
];

/** Why hosts cannot read a report. */
function faultOf(body: string): string | undefined {
  try {
    parseReport(body);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // What is wrong with it is not this case's question.
    return false;
  }
}
