import { isTopologyName, nodeTopology, topologyNames } from "../report/index.ts";
import {
  isKnownForm,
  isObject,
  membersOf,
  nodesOf,
  type RawObject,
  readReport,
  topologiesOf,
} from "./raw-report.ts";
import { demandNone, type ScopeCase, show } from "./scope-case.ts";

const model = "report/report.go";

/** What stands beside the topologies. */
const otherMembers: ReadonlySet<string> = new Set([
  "TS",
  "DNS",
  "nodes",
  "Sampling",
  "Window",
  "Shortcut",
  "Plugins",
  "ID",
]);

/** How far a clock may be ahead. */
const maxAheadMs = 60_000;

/** What holds for the nodes of a report. */
export const reportCases: readonly ScopeCase[] = [
  {
    name: "every topology is one that hosts know",
    severity: "should",
    source: model,
    advice: `The topologies are ${topologyNames.join(", ")}`,
    async run(peer, context) {
      const names = Object.keys(await readReport(peer, context));
      const unknown = names.filter((name) => !isTopologyName(name) && !otherMembers.has(name));
      demandNone(unknown, {
        expected: "names of Scope's topologies",
        because: "hosts ignore every other one",
      });
    },
  },
  {
    name: "every node says its own id",
    severity: "should",
    source: "probe/topology_tagger.go",
    advice: 'Write "id" into every node: its key again',
    async run(peer, context) {
      const silent = nodesOf(await readReport(peer, context)).filter(({ id, node }) => node["id"] !== id);
      demandNone(
        silent.map(({ where, node }) => `${show(node["id"])} in ${where}`),
        {
          expected: "the key of the node as its id",
          because: "nodes that Scope does not know by itself become one node without a name",
        },
      );
    },
  },
  {
    name: "no node belongs to another topology than its own",
    severity: "must",
    source: "report/node.go, Merge",
    advice: 'Leave "topology" out of nodes: hosts write it',
    async run(peer, context) {
      const wrong = nodesOf(await readReport(peer, context)).filter(
        ({ topology, node }) => (node["topology"] ?? nodeTopology[topology]) !== nodeTopology[topology],
      );
      demandNone(
        wrong.map(({ where, node }) => `${show(node["topology"])} in ${where}`),
        { expected: "none, or that of the node", because: "Scope's probe dies of it" },
      );
    },
  },
  {
    name: "node ids have Scope's form",
    severity: "should",
    source: "report/id.go",
    advice: "Make them as Scope does: NAME;<host>, ID;<container>, HOST;PID, SCOPE;ADDRESS;PORT",
    async run(peer, context) {
      const odd = nodesOf(await readReport(peer, context)).filter((node) => !isKnownForm(node));
      demandNone(
        odd.map(({ where }) => where),
        {
          expected: "ids as Scope makes them",
          because: "what is said appears on nodes of its own, not on those of the thing",
        },
      );
    },
  },
  {
    name: "no time lies ahead",
    severity: "should",
    source: "report/latest_map_generated.go, Merge",
    advice: "Write times in UTC, with a Z, by a clock that is right",
    async run(peer, context) {
      const limit = Date.now() + maxAheadMs;
      const ahead = nodesOf(await readReport(peer, context)).flatMap(({ where, node }) =>
        timesOf(node)
          .filter((time) => Date.parse(time) > limit)
          .map((time) => `${time} in ${where}`),
      );
      demandNone(ahead, {
        expected: "times of now, or before",
        because: "what is newest counts, and nothing that comes later is newer",
      });
    },
  },
  {
    name: "samples stand in the order of time",
    severity: "should",
    source: "report/metrics.go",
    advice: "Sort the samples of a metric, the oldest first",
    async run(peer, context) {
      const mixed = metricsOf(await readReport(peer, context)).filter(({ metric }) => {
        const times = samplesOf(metric).map(({ date }) => Date.parse(String(date)));
        return times.some((time, index) => time < (times[index - 1] ?? -Infinity));
      });
      demandNone(
        mixed.map(({ where }) => where),
        { expected: "the oldest sample first", because: "the last one is shown as the value of now" },
      );
    },
  },
  {
    name: "values lie on the scale of their metric",
    severity: "should",
    source: "report/metrics.go",
    advice: 'Give "min" and "max" the ends of the scale, or leave both out',
    async run(peer, context) {
      const off = metricsOf(await readReport(peer, context)).filter(({ metric }) => {
        const { min = 0, max = 0 } = metric;
        if (typeof min !== "number" || typeof max !== "number" || (min === 0 && max === 0)) return false;
        return samplesOf(metric).some(({ value }) => Number(value) < min || Number(value) > max);
      });
      demandNone(
        off.map(({ where, metric }) => `${show(metric)} in ${where}`),
        { expected: "values between min and max", because: "nodes are filled by it, like a glass" },
      );
    },
  },
  {
    name: "every metric has a template",
    severity: "should",
    source: "render/detailed",
    advice: 'Describe it in "metric_templates" of its topology: id, label, format, priority',
    async run(peer, context) {
      const report = await readReport(peer, context);
      const templates = new Map(
        topologiesOf(report).map(([name, topology]) => [
          name as string,
          new Set(membersOf(topology["metric_templates"]).map(([id]) => id)),
        ]),
      );
      const unshown = metricsOf(report).filter(
        ({ topology, name }) => templates.get(topology)?.has(name) !== true,
      );
      demandNone(
        unshown.map(({ where }) => where),
        { expected: "a template for each", because: "a metric without one is not shown" },
      );
    },
  },
];

interface RawMetric {
  readonly topology: string;
  readonly name: string;
  readonly metric: RawObject;
  readonly where: string;
}

function metricsOf(report: RawObject): readonly RawMetric[] {
  return nodesOf(report).flatMap(({ topology, node, where }) =>
    membersOf(node["metrics"]).flatMap(([name, metric]) =>
      isObject(metric) ? [{ topology, name, metric, where: `${where}.metrics.${name}` }] : [],
    ),
  );
}

function samplesOf({ samples }: RawObject): readonly RawObject[] {
  return Array.isArray(samples) ? samples.filter(isObject) : [];
}

/** The times of facts, controls and samples. */
function timesOf({ latest, latestControls, metrics }: RawObject): readonly string[] {
  const stamped = [...membersOf(latest), ...membersOf(latestControls)].map(([, entry]) => entry);
  const sampled = membersOf(metrics).flatMap(([, metric]) => (isObject(metric) ? samplesOf(metric) : []));
  return [...stamped, ...sampled].flatMap((entry) => {
    const { timestamp, date = timestamp } = isObject(entry) ? entry : {};
    return typeof date === "string" ? [date] : [];
  });
}
