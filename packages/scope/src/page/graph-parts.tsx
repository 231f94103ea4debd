import { pointOf } from "./geometry.ts";
import { Icon } from "./icon.tsx";
import type { Places } from "./layout.ts";
import { type JSX, useMemo } from "./preact.ts";
import { nodeRadius, shapePath } from "./shape-path.ts";
import type { Viewport } from "./viewport.ts";
import type { NodeView } from "./world.ts";

/** Outlines that levels are cut to, one for each shape there is. */
export function Clips({ nodes }: { readonly nodes: readonly NodeView[] }): JSX.Element {
  const shapes = [...new Set(nodes.map((node) => node.shape))].toSorted().join(" ");
  return useMemo(
    () => (
      <defs>
        {shapes.split(" ").map((shape) => (
          <clipPath key={shape} id={`clip-${shape}`}>
            <path d={shapePath(shape)} />
          </clipPath>
        ))}
      </defs>
    ),
    [shapes],
  );
}

/** What the callout tells. */
export interface CalloutProps {
  readonly node: NodeView | undefined;
  readonly places: Places;
  readonly view: Viewport;
}

/** Below this scale nodes show no labels of their own that could be read. */
const legibleScale = 0.78;

/** The whole name of the node in question, at a size that can be read however small the graph is. */
export function Callout({ node, places, view }: CalloutProps): JSX.Element | null {
  const cell = node === undefined ? undefined : places.get(node.key);
  if (node === undefined || cell === undefined || view.scale >= legibleScale) return null;
  const { x, y } = pointOf(cell);
  const top = (y + nodeRadius) * view.scale + view.y + 16;
  return (
    <g class="callout" transform={`translate(${x * view.scale + view.x} ${top})`} aria-hidden="true">
      <text class="name">{node.label}</text>
      <text class="detail" y={15}>
        {node.detail}
      </text>
    </g>
  );
}

/** What the buttons do. */
export interface ZoomButtonsProps {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onTidy: () => void;
}

/** Buttons for the view. */
export function ZoomButtons({ onZoom, onFit, onTidy }: ZoomButtonsProps): JSX.Element {
  const buttons = [
    { label: "Zoom in", keys: "+", icon: "plus", act: () => onZoom(1.25) },
    { label: "Zoom out", keys: "-", icon: "minus", act: () => onZoom(0.8) },
    { label: "Show everything", keys: "0", icon: "fit", act: onFit },
    { label: "Lay out anew", keys: "", icon: "tidy", act: onTidy },
  ];
  return (
    <div class="zoom" role="group" aria-label="View">
      {buttons.map(({ label, keys, icon, act }) => (
        <button
          key={label}
          type="button"
          title={keys === "" ? label : `${label} (${keys})`}
          aria-label={label}
          onClick={act}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}
