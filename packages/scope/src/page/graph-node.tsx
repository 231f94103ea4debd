import type { JSX } from "./preact.ts";
import { useMemo } from "./preact.ts";
import { isDotted, nodeRadius, shapePath } from "./shape-path.ts";

/** A node of the graph: values only, so that one that did not change costs nothing to draw again. */
export interface GraphNodeProps {
  readonly nodeKey: string;
  readonly kindName: string;
  readonly kindLabel: string;
  readonly label: string;
  readonly detail: string;
  readonly shape: string;
  readonly x: number;
  readonly y: number;
  /** How full it is, 0 to 1; -1 shows no level. */
  readonly fill: number;
  /** What the level says, in words. */
  readonly fillText: string;
  readonly hasControls: boolean;
  readonly isSelected: boolean;
  /** The one that Tab leads to. */
  readonly isTabStop: boolean;
  readonly isFaded: boolean;
}

/** Characters of a label that fit below a shape. */
const labelLength = 17;

/** Draws a node. Clicks and keys are the graph's to handle, by `data-key`. */
export function GraphNode(props: GraphNodeProps): JSX.Element {
  return useMemo(() => draw(props), Object.values(props));
}

function draw(props: GraphNodeProps): JSX.Element {
  const outline = shapePath(props.shape);
  const name = [props.kindLabel, props.label, props.detail, props.fillText].filter((text) => text !== "");
  const below = props.fillText === "" ? props.detail : props.fillText;
  return (
    <g
      class={`node kind-${props.kindName}`}
      data-key={props.nodeKey}
      data-selected={props.isSelected}
      data-faded={props.isFaded}
      data-dotted={isDotted(props.shape)}
      transform={`translate(${props.x} ${props.y})`}
      role="option"
      aria-selected={props.isSelected}
      aria-label={name.join(", ") + (props.hasControls ? ", has controls" : "")}
      tabindex={props.isTabStop ? 0 : -1}
    >
      <circle class="ring" r={nodeRadius + 6} />
      <path class="shape" d={outline} />
      {props.fill < 0 ? null : <Level shape={props.shape} fill={props.fill} />}
      {props.fill < 0 ? null : <path class="outline" d={outline} />}
      {props.hasControls ? <circle class="badge" cx={nodeRadius * 0.8} cy={-nodeRadius * 0.8} r={4} /> : null}
      <text class="name" y={nodeRadius + 16}>
        {shorten(props.label)}
      </text>
      <text class="detail" y={nodeRadius + 29}>
        {shorten(below)}
      </text>
    </g>
  );
}

function Level({ shape, fill }: { readonly shape: string; readonly fill: number }): JSX.Element {
  const extent = nodeRadius * 1.3;
  const height = 2 * extent * fill;
  return (
    <g clip-path={`url(#clip-${shape})`}>
      <rect class="level" x={-extent} y={extent - height} width={2 * extent} height={height} />
    </g>
  );
}

function shorten(text: string): string {
  return text.length > labelLength ? `${text.slice(0, labelLength - 1)}…` : text;
}
