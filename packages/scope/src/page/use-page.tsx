import { metricChoices, type MetricChoice } from "./graph-level.ts";
import { type Graph, planGraph } from "./graph-model.ts";
import { useMemo, useState } from "./preact.ts";
import { type Filter, filterNodes } from "./search.ts";
import { allTab } from "./tabs.tsx";
import { useAddress } from "./use-address.tsx";
import { type LaidOut, useLayout } from "./use-layout.tsx";
import type { NodeView, World } from "./world.ts";

/** What the user looks at, and what changes it. */
export interface PageState {
  readonly tab: string;
  readonly filter: Filter;
  readonly metricId: string;
  readonly metrics: readonly MetricChoice[];
  /** How many nodes the tab has, whatever the filter lets through. */
  readonly totalCount: number;
  readonly graph: Graph;
  readonly layout: LaidOut;
  readonly selected: NodeView | undefined;
  /** Whether the node was selected by keyboard, so that the focus goes along. */
  readonly byKeyboard: boolean;
  readonly changeTab: (tab: string) => void;
  readonly changeFilter: (change: Partial<Filter>) => void;
  readonly changeMetric: (id: string) => void;
  /** Opens the details of a node, or closes them for an empty key. */
  readonly select: (key: string, byKeyboard: boolean) => void;
}

/** What a user looks at in a world. */
export function usePage(world: World): PageState {
  const [address, change] = useAddress();
  const [withControlsOnly, setWithControlsOnly] = useState(false);
  const [metricId, changeMetric] = useState("");
  const [byKeyboard, setByKeyboard] = useState(false);
  const { tab, text } = address;
  const nodes = useMemo(() => nodesOf(world, tab), [world, tab]);
  const shown = useMemo(
    () => filterNodes(nodes, { text, withControlsOnly }),
    [nodes, text, withControlsOnly],
  );
  const graph = useMemo(() => planGraph(shown, world), [shown, world]);
  const layout = useLayout(graph, JSON.stringify([tab, text.trim(), withControlsOnly]));
  const changeFilter = (filter: Partial<Filter>): void => {
    if (filter.text !== undefined) change({ text: filter.text });
    if (filter.withControlsOnly !== undefined) setWithControlsOnly(filter.withControlsOnly);
  };
  const select = (key: string, isKeyboards: boolean): void => {
    setByKeyboard(isKeyboards);
    if (key === "" && isKeyboards) focusNode(address.node);
    if (key === "" || shown.some((node) => node.key === key)) return change({ node: key });
    // A link leads to a node that is not in view: the view that surely has it.
    setWithControlsOnly(false);
    change({ node: key, tab: allTab, text: "" });
  };
  return {
    tab,
    filter: { text, withControlsOnly },
    metricId,
    metrics: useMemo(() => metricChoices(nodes), [nodes]),
    totalCount: nodes.length,
    graph,
    layout,
    selected: world.nodesByKey.get(address.node),
    byKeyboard,
    changeTab: (name) => change({ tab: name }),
    changeFilter,
    changeMetric,
    select,
  };
}

function nodesOf(world: World, tab: string): readonly NodeView[] {
  if (tab === allTab) return [...world.nodesByKey.values()];
  return world.topologies.find(({ kind }) => kind.name === tab)?.nodes ?? [];
}

/** Gives the focus back to the node whose details are closed. */
function focusNode(key: string): void {
  const element = document.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]`);
  element?.focus({ preventScroll: true });
}
