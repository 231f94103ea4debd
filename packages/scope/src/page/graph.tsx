import type { Edge } from "./edge.ts";
import { boxAround, edgesPath, pointOf } from "./geometry.ts";
import type { Graph } from "./graph-model.ts";
import { levelOf } from "./graph-level.ts";
import { GraphNode } from "./graph-node.tsx";
import { Callout, Clips, ZoomButtons } from "./graph-parts.tsx";
import type { Places } from "./layout.ts";
import { findNeighbour, isDirection } from "./neighbour.ts";
import { type JSX, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./preact.ts";
import type { LaidOut } from "./use-layout.tsx";
import { useSize, useViewport, type ViewportControl } from "./use-viewport.tsx";
import { fitBox, reveal, type Size, zoomAt } from "./viewport.ts";
import type { NodeView } from "./world.ts";

/** What the graph shows. */
export interface GraphProps {
  readonly label: string;
  readonly graph: Graph;
  readonly layout: LaidOut;
  /** Id of the metric that nodes are filled by; empty for none. */
  readonly metricId: string;
  readonly selectedKey: string;
  /** Pixels on the right that details cover. */
  readonly coveredWidth: number;
  /** A node was chosen; `byKeyboard` asks to move the focus along. */
  readonly onSelect: (key: string, byKeyboard: boolean) => void;
}

/** The nodes and edges of a view, which can be moved, zoomed and walked through by keyboard. */
export function GraphView(props: GraphProps): JSX.Element {
  const { graph, layout, selectedKey } = props;
  const stage = useRef<SVGSVGElement>(null);
  const size = useSize(stage);
  const viewport = useViewport();
  const [focusedKey, setFocusedKey] = useState("");
  const [hoveredKey, setHoveredKey] = useState("");
  const lastFocusedKey = useRef("");
  const nodesByKey = useMemo(() => new Map(graph.nodes.map((node) => [node.key, node])), [graph]);
  const tabStop =
    [focusedKey, lastFocusedKey.current, selectedKey].find((key) => nodesByKey.has(key)) ??
    graph.nodes[0]?.key ??
    "";
  const shownKey = [hoveredKey, focusedKey, selectedKey].find((key) => nodesByKey.has(key)) ?? "";
  const fit = useFit({ ...props, size, viewport });
  const onKeyDown = useKeys({ ...props, tabStop, size, viewport, fit, focus: setFocusedKey });
  useFocus(stage, focusedKey);
  const zoom = (factor: number): void =>
    viewport.move((view) => zoomAt(view, { x: size.width / 2, y: size.height / 2 }, factor), true);
  const { x, y, scale } = viewport.view;
  return (
    <div class="graph">
      <svg
        ref={stage}
        role="listbox"
        aria-label={props.label}
        data-far={scale < 0.5}
        data-mid={scale < 0.78}
        {...viewport.handlers}
        onClick={(event) => props.onSelect(keyAt(event), false)}
        onPointerOver={(event) => setHoveredKey(keyAt(event))}
        onPointerLeave={() => setHoveredKey("")}
        onFocusIn={(event) => {
          lastFocusedKey.current = keyAt(event);
          setFocusedKey(keyAt(event));
        }}
        onFocusOut={() => setFocusedKey("")}
        onKeyDown={onKeyDown}
      >
        <Clips nodes={graph.nodes} />
        <g transform={`translate(${x} ${y}) scale(${scale})`}>
          <Scene {...props} tabStop={tabStop} activeKey={shownKey} />
        </g>
        <Callout node={nodesByKey.get(shownKey)} places={layout.places} view={viewport.view} />
      </svg>
      <ZoomButtons onZoom={zoom} onFit={() => fit()} onTidy={layout.tidy} />
    </div>
  );
}

interface SceneProps extends GraphProps {
  readonly tabStop: string;
  readonly activeKey: string;
}

/** All that moves with the view. While only the view moves, nothing in here is drawn again. */
function Scene({
  graph,
  layout: { places },
  metricId,
  selectedKey,
  tabStop,
  activeKey,
}: SceneProps): JSX.Element {
  const lines = useMemo(() => {
    const of = (kind: Edge["kind"]): string =>
      edgesPath(
        graph.edges.filter((edge) => edge.kind === kind),
        places,
      );
    return (
      <>
        <path class="edge also-contains" d={of("alsoContains")} />
        <path class="edge contains" d={of("contains")} />
        <path class="edge calls" d={of("calls")} />
      </>
    );
  }, [graph, places]);
  const active = useMemo(() => {
    const touching = graph.edges.filter(({ from, to }) => from === activeKey || to === activeKey);
    return <path class="edge active" d={edgesPath(touching, places)} />;
  }, [graph, places, activeKey]);
  const nodes = useMemo(
    () => graph.nodes.map((node) => drawNode(node, { places, metricId, selectedKey, tabStop })),
    [graph, places, metricId, selectedKey, tabStop],
  );
  return (
    <>
      {lines}
      {active}
      <g>{nodes}</g>
    </>
  );
}

interface Marks {
  readonly places: Places;
  readonly metricId: string;
  readonly selectedKey: string;
  readonly tabStop: string;
}

function drawNode(node: NodeView, { places, metricId, selectedKey, tabStop }: Marks): JSX.Element | null {
  const cell = places.get(node.key);
  if (cell === undefined) return null;
  const level = levelOf(node, metricId);
  return (
    <GraphNode
      key={node.key}
      nodeKey={node.key}
      kindName={node.kind.name}
      kindLabel={node.kindLabel}
      label={node.label}
      detail={node.detail}
      shape={node.shape}
      {...pointOf(cell)}
      fill={level.fill}
      fillText={level.text}
      hasControls={node.hasControls}
      isSelected={node.key === selectedKey}
      isTabStop={node.key === tabStop}
      isFaded={metricId !== "" && level.fill < 0}
    />
  );
}

interface FitParts extends GraphProps {
  readonly size: Size;
  readonly viewport: ViewportControl;
}

/** Fits the view to what is laid out until the user moves it, and shows a node that becomes selected. */
function useFit({ graph, layout, size, viewport, ...props }: FitParts): () => void {
  const { places, view } = layout;
  const fit = (): void => {
    viewport.release();
    const box = boxAround(
      graph.nodes.map((node) => node.key),
      places,
    );
    viewport.move(() => fitBox(box, size), false);
  };
  // Before the browser paints: a new view is never seen in the place of the last one.
  useLayoutEffect(() => fit(), [view]);
  useLayoutEffect(() => {
    if (!viewport.isUsers()) fit();
  }, [places, size]);
  useEffect(() => {
    const cell = places.get(props.selectedKey);
    const free = { width: size.width - props.coveredWidth, height: size.height };
    if (cell !== undefined && free.width > 0)
      viewport.move((now) => reveal(now, pointOf(cell), free), viewport.isUsers());
  }, [props.selectedKey, props.coveredWidth]);
  return fit;
}

interface KeyParts extends FitParts {
  readonly tabStop: string;
  readonly fit: () => void;
  readonly focus: (key: string) => void;
}

function useKeys(parts: KeyParts): (event: KeyboardEvent) => void {
  const { graph, layout, size, viewport, tabStop } = parts;
  const middle = { x: size.width / 2, y: size.height / 2 };
  const go = (key: string | undefined): void => {
    const cell = layout.places.get(key ?? "");
    if (key === undefined || cell === undefined) return;
    parts.focus(key);
    viewport.move(
      (view) => reveal(view, pointOf(cell), { ...size, width: size.width - parts.coveredWidth }),
      true,
    );
  };
  const keys = graph.nodes.map((node) => node.key);
  const actions: Readonly<Record<string, () => void>> = {
    Home: () => go(keys[0]),
    End: () => go(keys.at(-1)),
    Enter: () => parts.onSelect(tabStop, true),
    " ": () => parts.onSelect(tabStop, true),
    "+": () => viewport.move((view) => zoomAt(view, middle, 1.25), true),
    "=": () => viewport.move((view) => zoomAt(view, middle, 1.25), true),
    "-": () => viewport.move((view) => zoomAt(view, middle, 0.8), true),
    "0": parts.fit,
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isDirection(event.key)) go(findNeighbour(tabStop, event.key, { keys, places: layout.places }));
    else if (actions[event.key] !== undefined) actions[event.key]?.();
    else return;
    event.preventDefault();
  };
}

/** Moves the browser's focus to the node that arrow keys led to. */
function useFocus(stage: { readonly current: SVGSVGElement | null }, key: string): void {
  useEffect(() => {
    if (key === "" || stage.current === null) return;
    const element = stage.current.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]`);
    if (element !== null && element !== document.activeElement) element.focus({ preventScroll: true });
  }, [key]);
}

function keyAt(event: Event): string {
  const element = event.target instanceof Element ? event.target.closest("[data-key]") : null;
  return element?.getAttribute("data-key") ?? "";
}
