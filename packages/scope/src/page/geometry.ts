import type { Edge } from "./edge.ts";
import type { Cell, Places } from "./layout.ts";
import { nodeRadius } from "./shape-path.ts";

/** A point in the graph's own units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box in the graph's own units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Half a node's width with its label, and its height. */
const columnWidth = 58;
const rowHeight = 98;

/** Where the middle of a node's shape is. */
export function pointOf(cell: Cell): Point {
  return { x: cell.column * columnWidth, y: cell.row * rowHeight };
}

/** The box around nodes, their labels included. */
export function boxAround(keys: Iterable<string>, places: Places): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const key of keys) {
    const cell = places.get(key);
    if (cell === undefined) continue;
    const { x, y } = pointOf(cell);
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (left === Infinity) return { x: 0, y: 0, width: 0, height: 0 };
  return {
    x: left - columnWidth,
    y: top - rowHeight / 2,
    width: right - left + 2 * columnWidth,
    height: bottom - top + rowHeight,
  };
}

/** One path for many edges: a thousand elements less for the browser. Callees get an arrow's head. */
export function edgesPath(edges: readonly Edge[], places: Places): string {
  return edges.map((edge) => edgePath(edge, places)).join("");
}

/** Distance between a shape and the end of an edge. */
const gap = nodeRadius + 5;

function edgePath({ from, to, kind }: Edge, places: Places): string {
  const start = places.get(from);
  const end = places.get(to);
  if (start === undefined || end === undefined) return "";
  return draw[kind](pointOf(start), pointOf(end));
}

const draw: Readonly<Record<Edge["kind"], (start: Point, end: Point) => string>> = {
  contains: branch,
  alsoContains: line,
  calls: arrow,
};

/** From shape to shape: the bars of what stands between are not to be mistaken for it. */
function line(start: Point, end: Point): string {
  return `M${point(towards(start, end, gap))}L${point(towards(end, start, gap))}`;
}

/** Height of a label: stems begin below it. */
const labelHeight = 14;
/** Where the bar lies that stems end at, below the parent. */
const barDepth = 56;

/**
 * A stem down from the parent to a bar, along it, and down to the child; children of lower rows are reached through
 * the gap left of their column. Lines of siblings lie upon each other: a thousand children look like one comb.
 */
function branch(start: Point, end: Point): string {
  const top = start.y + gap + labelHeight;
  const bar = start.y + barDepth;
  if (end.y <= start.y) return `M${start.x} ${start.y}L${end.x} ${end.y}`;
  const stem = `M${start.x} ${top}V${bar}`;
  if (end.y - start.y <= rowHeight) return `${stem}H${end.x}V${end.y - gap}`;
  return `${stem}H${end.x - columnWidth}V${end.y}H${end.x - gap}`;
}

const headLength = 6;
const headWidth = 3.5;

/** A slightly bent line, so that calls there and back do not hide each other, with a head. */
function arrow(start: Point, end: Point): string {
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  const [dx, dy] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const bend = Math.min(28, length * 0.12);
  const control = { x: (start.x + end.x) / 2 - dy * bend, y: (start.y + end.y) / 2 + dx * bend };
  const tail = { x: start.x + dx * gap, y: start.y + dy * gap };
  const tip = towards(end, control, gap);
  const back = towards(tip, control, headLength);
  const side = {
    x: ((control.y - tip.y) / distance(tip, control)) * headWidth,
    y: ((tip.x - control.x) / distance(tip, control)) * headWidth,
  };
  const wings = `M${point({ x: back.x + side.x, y: back.y + side.y })}L${point(tip)}L${point({ x: back.x - side.x, y: back.y - side.y })}`;
  return `M${point(tail)}Q${point(control)} ${point(tip)}${wings}`;
}

function towards(from: Point, to: Point, by: number): Point {
  const share = by / distance(from, to);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y) || 1;
}

function point({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
