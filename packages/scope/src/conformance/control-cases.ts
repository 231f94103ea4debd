import {
  askReport,
  isController,
  membersOf,
  nodesOf,
  offeredBy,
  parseObject,
  readReport,
  topologiesOf,
  valueOf,
} from "./raw-report.ts";
import { demand, demandNone, patienceMs, type ScopeCase, show } from "./scope-case.ts";

const registry = "probe/plugins/registry.go";

/** Topologies whose nodes have the id of their probe from the probe itself. */
const probesOwn: ReadonlySet<string> = new Set([
  "Host",
  "Container",
  "Pod",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
]);

const noise = ["", "nope", "[]", "{}", '{"Control":7}', "\u0000"];

/** What holds for controls before one is pressed. */
export const controlCases: readonly ScopeCase[] = [
  {
    name: "names of controls go through every host",
    severity: "should",
    source: "report/controls.go",
    advice: 'Use letters, digits, "-" and "_"',
    async run(peer, context) {
      const report = await readReport(peer, context);
      const names = topologiesOf(report).flatMap(([, { controls }]) => membersOf(controls).map(([id]) => id));
      demandNone(names.filter((name) => !/^[A-Za-z0-9_-]+$/.test(name)).map(show), {
        expected: "plain names",
        because: "the list of active controls is cut at every semicolon",
      });
    },
  },
  {
    name: "every control that a node offers is described",
    severity: "should",
    source: "report/controls.go",
    advice: 'Describe it in "controls" of the same topology: id, human, icon, rank',
    async run(peer, context) {
      const report = await readReport(peer, context);
      const described = new Map(
        topologiesOf(report).map(([name, { controls }]) => [
          name,
          new Set(membersOf(controls).map(([id]) => id)),
        ]),
      );
      const strange = nodesOf(report).flatMap(({ topology, node, where }) => {
        const { former, present } = offeredBy(node);
        const unknown = [...former, ...present].filter((id) => described.get(topology)?.has(id) !== true);
        return [...new Set(unknown)].map((id) => `${show(id)} in ${where}`);
      });
      demandNone(strange, { expected: "a description for each", because: "hosts do not show it" });
    },
  },
  {
    name: "controls are offered in the words of every release",
    severity: "should",
    source: "report/controls.go, releases 1.0 to 1.12",
    advice:
      'Say it in "latestControls": {"<id>": {"timestamp", "value": {"dead": false}}}; newer releases read it too',
    async run(peer, context) {
      const late = nodesOf(await readReport(peer, context)).flatMap(({ node, where }) => {
        const { former, present } = offeredBy(node);
        return present.filter((id) => !former.includes(id)).map((id) => `${show(id)} in ${where}`);
      });
      demandNone(late, {
        expected: "latestControls besides active_controls",
        because: "releases before 1.13 do not read active_controls",
      });
    },
  },
  {
    name: "nodes with controls say through whom they are pressed",
    severity: "should",
    source: "render/detailed/node.go",
    advice: 'Write the probe_id of the query into "latest" as control_probe_id, with the time of now',
    async run(peer, context) {
      const nodes = nodesOf(await readReport(peer, context)).filter(({ node }) => {
        const { former, present } = offeredBy(node);
        return former.length + present.length > 0;
      });
      const wrong = nodes.flatMap(({ topology, node, where }) => {
        const latest = node["latest"] as Readonly<Record<string, unknown>> | undefined;
        const probeId = valueOf(latest?.["control_probe_id"]);
        const isRight = probeId === context.probeId || (probeId === undefined && probesOwn.has(topology));
        return isRight ? [] : [`${show(probeId)} in ${where}`];
      });
      demandNone(wrong, {
        expected: `${show(context.probeId)}, which asked`,
        because: "of a node that only the plugin reports no control is shown",
      });
    },
  },
  {
    name: "what is no request for a control does no harm",
    severity: "must",
    source: registry,
    advice: "Take a body that cannot be read for an error of its sender",
    async run(peer, context) {
      const path = `/control?api_version=1&probe_id=${context.probeId}`;
      // Whatever is answered, or nothing, is right: the next report counts.
      const patience = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]);
      await Promise.allSettled(noise.map((body) => peer.ask({ method: "POST", path, body }, patience)));
      await askReport(peer, context);
    },
  },
  {
    name: "a control that there is not is refused in words",
    severity: "should",
    source: registry,
    advice: 'Answer with status 200 and {"error": "why"} whenever a control fails',
    async run(peer, context) {
      if (!isController(await readReport(peer, context))) context.skip("it takes no controls");
      const path = `/control?api_version=1&probe_id=${context.probeId}`;
      const control = `conformance-${context.probeId}`;
      const body = JSON.stringify({ AppID: "", Control: control, ControlArgs: null, NodeID: control });
      const answer = await peer.ask({ method: "POST", path, body }, context.signal);
      const { error } = answer.status === 200 ? parseObject(answer.body) : {};
      demand(typeof error === "string" && error !== "", {
        expected: 'status 200 and {"error": "why"}',
        came: `${answer.statusText} ${show(answer.body)}`,
        because: "of any other status people are told nothing but the number",
      });
    },
  },
];
