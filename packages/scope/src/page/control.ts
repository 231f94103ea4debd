import { usableControls } from "./usable-control.ts";
import type { NodeView } from "./world.ts";

/** A button of a node. */
export interface ControlView {
  /** `<plugin>~<control>`. */
  readonly id: string;
  readonly human: string;
  readonly icon: string;
  /** What is asked before it is done. */
  readonly question: string;
  readonly probeId: string;
  /** Id of the plugin that carries it out; empty if it is none's. */
  readonly plugin: string;
}

/**
 * The buttons of a node, in the order of their ranks. Without a question of the plugin's own we ask one: no click
 * alone changes anything.
 */
export function planControls(node: NodeView): readonly ControlView[] {
  return usableControls(node.json, node.topology)
    .toSorted((a, b) => (a.json.rank ?? 0) - (b.json.rank ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ id, json, probeId }) => {
      const human = (json.human ?? "") || id.slice(id.indexOf("~") + 1);
      const question = (json.confirmation ?? "") || `${human} on ${node.label}?`;
      const plugin = id.includes("~") ? id.slice(0, id.indexOf("~")) : "";
      return { id, human, icon: json.icon ?? "", question, probeId, plugin };
    });
}
