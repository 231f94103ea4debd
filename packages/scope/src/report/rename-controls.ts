import type { ActiveControl, Control, Report, ReportNode, Topology } from "./report.ts";

/**
 * The report with its controls called `<plugin>~<control>`, so that those of several plugins live together and a
 * call finds its plugin. On nodes, only controls of their own topology are renamed: others may be somebody else's.
 */
export function renameControls(report: Report, pluginId: string): Report {
  const topologies = Array.from(
    report.topologies,
    ([name, topology]) => [name, renameInTopology(topology, pluginId)] as const,
  );
  return { ...report, topologies: new Map(topologies) };
}

function renameInTopology(topology: Topology, pluginId: string): Topology {
  if (topology.controls.size === 0) return topology;
  const rename = (id: string): string => (topology.controls.has(id) ? `${pluginId}~${id}` : id);
  const controls = Array.from(topology.controls, ([key, control]): [string, Control] => {
    const id = rename(key);
    return [id, { ...control, id }];
  });
  const nodes = new Map<string, ReportNode>();
  for (const [id, node] of topology.nodes) nodes.set(id, renameInNode(node, rename));
  return { ...topology, controls: new Map(controls), nodes };
}

function renameInNode(node: ReportNode, rename: (id: string) => string): ReportNode {
  if (node.activeControls.size === 0) return node;
  const activeControls = new Map<string, ActiveControl>();
  for (const [id, control] of node.activeControls) activeControls.set(rename(id), control);
  return { ...node, activeControls };
}
