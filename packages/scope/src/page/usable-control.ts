import type { ControlJson, NodeJson, TopologyJson } from "./report-json.ts";

/** A control that can be used on a node now, and the probe to ask for it. */
export interface UsableControl {
  readonly id: string;
  readonly json: ControlJson;
  readonly probeId: string;
}

/**
 * The controls that a node offers: as in Scope, one is if it is active on the node, the topology describes it, and
 * it is known which probe to ask.
 */
export function usableControls(node: NodeJson, topology: TopologyJson): readonly UsableControl[] {
  const nodesProbe = node.latest?.["control_probe_id"]?.value ?? "";
  return activeControls(node).flatMap((id) => {
    const json = topology.controls?.[id];
    const probeId = (json?.probeId ?? "") || nodesProbe;
    return json === undefined || probeId === "" ? [] : [{ id, json, probeId }];
  });
}

/** Ids of active controls, in whichever of Scope's two forms they were written. */
function activeControls(node: NodeJson): readonly string[] {
  const joined = node.latest?.["active_controls"]?.value ?? "";
  const listed = Object.entries(node.latestControls ?? {}).filter(
    ([, control]) => control.value?.dead !== true,
  );
  return [...new Set([...joined.split(";").filter((id) => id !== ""), ...listed.map(([id]) => id)])];
}
