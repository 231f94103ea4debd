import type { PluginSpec, Report, ReportNode, TopologyName } from "../report/index.ts";
import type { Topologies } from "./declaration.ts";
import { extendHistory, scaleOf } from "./metric-history.ts";
import type { ReportBuilder } from "./node-builder.ts";
import { NodeDraft } from "./node-draft.ts";
import type { TopologyShells } from "./topology-shell.ts";

/** What all reports of a plugin are made with. */
export interface ReportPlan {
  readonly spec: PluginSpec;
  readonly topologies: Topologies;
  readonly shells: TopologyShells;
  readonly controlIds: readonly string[];
  /** How many samples of a metric are kept. */
  readonly maxSamples: number;
}

/** A report that is being made. */
export interface ReportDraft {
  /** What the plugin's author is given. */
  readonly builder: ReportBuilder<Topologies, string>;
  /** What was said, each metric behind its history in the report before. */
  finish(before: Report | undefined): Report;
}

/** Begins a report of this moment. */
export function draftReport(plan: ReportPlan, now: Date): ReportDraft {
  const timestamp = now.toISOString();
  const drafts = new Map<TopologyName, Map<string, NodeDraft>>();
  for (const topology of plan.shells.keys()) drafts.set(topology, new Map());
  const builders = [...drafts].map(([topology, nodes]) => [
    topology,
    { node: (id: string) => nodeIn(nodes, id, () => createDraft(plan, { topology, id, timestamp })) },
  ]);
  return {
    builder: Object.fromEntries(builders) as ReportBuilder<Topologies, string>,
    finish: (before) => finishReport(plan, drafts, { before, timestamp }),
  };
}

/** The report of a plugin that says nothing, but who it is and what it could do. */
export function silentReport({ spec, shells }: Pick<ReportPlan, "spec" | "shells">): Report {
  return { isShortcut: false, plugins: new Map([[spec.id, spec]]), topologies: shells };
}

function nodeIn(nodes: Map<string, NodeDraft>, id: string, create: () => NodeDraft): NodeDraft {
  const known = nodes.get(id);
  if (known !== undefined) return known;
  const draft = create();
  nodes.set(id, draft);
  return draft;
}

interface Place {
  readonly topology: TopologyName;
  readonly id: string;
  readonly timestamp: string;
}

function createDraft(plan: ReportPlan, { topology, id, timestamp }: Place): NodeDraft {
  const { spec, controlIds } = plan;
  const declared = plan.topologies[topology] ?? {};
  return new NodeDraft(id, { pluginId: spec.id, topology, declared, controlIds, timestamp });
}

type Drafts = ReadonlyMap<TopologyName, ReadonlyMap<string, NodeDraft>>;

/** The report before, and when the one after it is made. */
interface Past {
  readonly before: Report | undefined;
  readonly timestamp: string;
}

function finishReport(plan: ReportPlan, drafts: Drafts, { before, timestamp }: Past): Report {
  const topologies = [...plan.shells].map(([name, shell]) => {
    const known = before?.topologies.get(name)?.nodes;
    const nodes = [...(drafts.get(name)?.values() ?? [])].map((draft) => {
      const node = draft.finish();
      return [node.id, withHistory(plan, { name, node, before: known?.get(node.id), timestamp })] as const;
    });
    return [name, { ...shell, nodes: new Map(nodes) }] as const;
  });
  return { ...silentReport(plan), topologies: new Map(topologies) };
}

interface Grown {
  readonly name: TopologyName;
  readonly node: ReportNode;
  readonly before: ReportNode | undefined;
  readonly timestamp: string;
}

function withHistory(plan: ReportPlan, { name, node, before, timestamp }: Grown): ReportNode {
  if (node.metrics.size === 0) return node;
  const metrics = [...node.metrics].map(([key, measured]) => {
    // What lies ahead was measured before the clock was set back: no new sample would come behind it.
    const known = before?.metrics.get(key)?.samples.filter(({ date }) => date <= timestamp) ?? [];
    const samples = extendHistory(known, measured, plan.maxSamples);
    const declared = plan.topologies[name]?.metrics?.[key] ?? { label: key };
    return [key, { samples, ...scaleOf(declared, samples) }] as const;
  });
  return { ...node, metrics: new Map(metrics) };
}
