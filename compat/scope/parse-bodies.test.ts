import { readdirSync, readFileSync } from "node:fs";
import { checkPluginSpec, formatReport, parseReport, type Report, ReportError } from "@infrakit/scope/report";
import { expect, test } from "vitest";

const folder = new URL("wire/", import.meta.url);

interface CaseFile {
  readonly case: string;
  readonly pluginIdFromFileName: string;
  readonly appPluginEntry: { readonly status: string } | null;
  readonly appReportNodes: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly exchanges: readonly {
    readonly response: { readonly status?: number; readonly body?: string | null };
  }[];
}

/** What becomes of the last good answer of a plugin. */
interface BodyCase {
  readonly name: string;
  readonly id: string;
  readonly body: string;
  readonly status: string;
  readonly nodes: CaseFile["appReportNodes"];
}

/** Verdicts about the way an answer came, not about its body. */
const ofTransport = /^error: (?:Get "|plugin returned non-200|context deadline|decoding error: read unix)/;

function readBodies(): readonly BodyCase[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith("case-"))
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as CaseFile)
    .flatMap((file) => {
      const answers = file.exchanges.flatMap(({ response }) => (response?.status === 200 ? response : []));
      const body = answers.at(-1)?.body;
      const status = file.appPluginEntry?.status;
      if (typeof body !== "string" || status === undefined || ofTransport.test(status)) return [];
      if (changing.includes(file.case)) return [];
      const plain =
        file.case === "chunked" ? body.replace(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n(?:\r\n)?/g, "") : body;
      return [
        { name: file.case, id: file.pluginIdFromFileName, body: plain, status, nodes: file.appReportNodes },
      ];
    });
}

/**
 * Verdicts that are not Scope's, by case. Where it refuses too, ours says what is wrong with which part. The last two
 * are of its README: of its trailing comma it said that there is no plugin, and of its time that all is well, while
 * the node was emptied and another one called `value` appeared.
 */
const better: Readonly<Record<string, string>> = {
  "bad-json": 'error: expected a value, found "notJSON" (line 1, column 1)',
  truncated: "error: Plugins[0].id: a string has no closing quote",
  "empty-body": "error: expected a value, found the end (line 1, column 1)",
  "json-number": "error: expected an object, found a number",
  "json-string": "error: expected an object, found a string",
  "plugins-object": "error: Plugins: expected a list, found an object",
  "n-nodesarray": "error: Container.nodes: expected an object, found a list",
  "n-latest-plain":
    'error: Container.nodes["n-n-latest-plain;<container>"].latest.k: expected an object, found a string',
  "n-badlatest2":
    'error: Container.nodes["n-n-badlatest2;<container>"].latest.k.timestamp: "yesterday" is no RFC 3339 time; write it like "2026-01-31T12:00:00Z"',
  "n-ctrlrank": 'error: Container.controls.c1.rank: "1.0" is not written as an integer',
  "trailing-comma": 'error: Plugins[0]: a comma before "}" (line 1, column 158); remove it',
  "n-badts":
    'error: Container.nodes["n-n-badts;<container>"].latestControls["ctrl-one"].timestamp: "2016-07-20T15:51:05Z01:00" is no RFC 3339 time; write it like "2026-01-31T12:00:00Z"',
};

/** The later answers, which made the verdict, were not recorded. */
const changing = ["spec-late-change"];

function verdictOn({ id, body }: BodyCase): string {
  try {
    const { error } = checkPluginSpec(parseReport(body), { id, apiVersion: "1" });
    return error === undefined ? "ok" : `error: ${error}`;
  } catch (error) {
    if (error instanceof ReportError) return `error: ${error.message}`;
    throw error;
  }
}

const bodies = readBodies();

test.for(bodies)("parseReport() gives the recorded verdict when it reads the body of case $name", (each) => {
  expect(verdictOn(each)).toBe(better[each.name] ?? each.status);
});

test("all differences in verdicts are of recorded cases when they are looked up", () => {
  expect(bodies.length).toBeGreaterThan(50);
  expect(bodies.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(better)));
});

/** When the counters of the recording were read. */
const now = "2026-11-20T21:23:55.850209694Z";

/** The nodes as a probe since 1.13 would send them on: without the three forms of controls. */
function nodesOf(report: Report): Report["topologies"] {
  const { topologies } = parseReport(formatReport(report, "active_controls"));
  return new Map([...topologies].filter(([, topology]) => topology.nodes.size > 0));
}

function recordedNodes({ nodes }: BodyCase): Report["topologies"] {
  const topologies = Object.entries(nodes).map(([name, of]) => [name, { nodes: of }] as const);
  return nodesOf(parseReport(JSON.stringify(Object.fromEntries(topologies))));
}

/** What the probe read, before it added anything: plugins with controls excepted. */
const reporters = bodies.filter(
  (each) =>
    each.status === "ok" && Object.keys(each.nodes ?? {}).length > 0 && !each.body.includes('"controller"'),
);

test.for(reporters.filter(({ name }) => !(name in better)))(
  "parseReport() reads the nodes that the probe read when it reads the body of case $name",
  (each) => {
    const read = nodesOf(parseReport(each.body, { now }));
    const withoutFrame = [...read].map(([name, { nodes }]) => [name, nodes]);
    expect(withoutFrame).toEqual([...recordedNodes(each)].map(([name, { nodes }]) => [name, nodes]));
  },
);

interface Talk {
  readonly exchanges: readonly {
    readonly request: { readonly method: string; readonly path: string };
    readonly response: { readonly status?: number; readonly body?: string } | null;
  }[];
}

test.for(["iowait-real-probe.json", "iowait-stub-host.json"])(
  "parseReport() reads every report when it reads those of the official plugin in %s",
  (file) => {
    const { exchanges } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Talk;
    const reports = exchanges
      .filter(({ request, response }) => request.method !== "HEAD" && response?.status === 200)
      .filter(({ request }) => request.path.startsWith("/report"))
      .map(({ response }) => parseReport(response?.body ?? ""));
    expect(reports.length).toBeGreaterThan(0);
    for (const report of reports) {
      expect(checkPluginSpec(report, { id: "iowait", apiVersion: "1" }).error).toBeUndefined();
      const [node] = report.topologies.get("Host")?.nodes.values() ?? [];
      expect([...(node?.activeControls.keys() ?? [])].sort()).toEqual(["switchToIOWait", "switchToIdle"]);
      expect(node?.metrics.size).toBe(1);
    }
  },
);

test.for(["app-report-main.json", "app-report-merging.json"])(
  "formatReport() loses nothing when it writes the app's own report in %s",
  (file) => {
    const report = parseReport(readFileSync(new URL(file, folder), "utf8"));
    expect(report.topologies.size).toBe(23);
    expect(parseReport(formatReport(report))).toEqual(report);
  },
);
