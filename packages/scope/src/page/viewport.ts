import type { Box, Point } from "./geometry.ts";

/** What of the graph is seen: a point `p` of the graph is at `p * scale + (x, y)` on the screen. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Size of the place that the graph is shown in. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const minScale = 0.05;
const maxScale = 2.5;
/** A few nodes are not blown up to fill the screen. */
const maxFitScale = 1.25;
/** Pixels around the graph; more below, where the buttons are. */
const padding = { side: 28, top: 20, bottom: 56 };

/** Shows a whole box in the middle. */
export function fitBox(box: Box, size: Size): Viewport {
  const room = {
    width: Math.max(1, size.width - 2 * padding.side),
    height: Math.max(1, size.height - padding.top - padding.bottom),
  };
  const fill = Math.min(room.width / Math.max(1, box.width), room.height / Math.max(1, box.height));
  const scale = clamp(fill, minScale, maxFitScale);
  return {
    scale,
    x: size.width / 2 - (box.x + box.width / 2) * scale,
    y: padding.top + room.height / 2 - (box.y + box.height / 2) * scale,
  };
}

/** Zooms by a factor; what is under the point on the screen stays there. */
export function zoomAt(view: Viewport, at: Point, factor: number): Viewport {
  const scale = clamp(view.scale * factor, minScale, maxScale);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moves the view only as far as it takes to show a point of the graph, with some room around it. */
export function reveal(view: Viewport, at: Point, size: Size): Viewport {
  const room = 64;
  const shift = (screen: number, extent: number): number =>
    clamp(screen, Math.min(room, extent / 2), Math.max(extent - room, extent / 2)) - screen;
  return {
    scale: view.scale,
    x: view.x + shift(at.x * view.scale + view.x, size.width),
    y: view.y + shift(at.y * view.scale + view.y, size.height),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
