import type { Cell, Places } from "./layout.ts";

/** A key of the keyboard that moves between nodes. */
export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Whether a key of the keyboard moves between nodes. */
export function isDirection(key: string): key is Direction {
  return key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown";
}

/**
 * The node that an arrow key leads to: the closest one on that side, where a row or column off counts three times.
 * Sideways that stays in the row as long as there is one. Undefined if nothing lies there.
 */
export function findNeighbour(
  from: string,
  direction: Direction,
  { keys, places }: Field,
): string | undefined {
  const start = places.get(from);
  if (start === undefined) return undefined;
  let best: { readonly key: string; readonly cost: number } | undefined;
  for (const key of keys) {
    const cell = places.get(key);
    if (cell === undefined || key === from) continue;
    const cost = costOf(start, cell, direction);
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { key, cost };
  }
  return best?.key;
}

/** Nodes that can be reached, in reading order, and where they stand. */
export interface Field {
  readonly keys: readonly string[];
  readonly places: Places;
}

/** A row is as high as this many columns are wide. */
const columnsPerRow = 2;
const sideFactor = 3;

function costOf(start: Cell, end: Cell, direction: Direction): number | undefined {
  const right = end.column - start.column;
  const down = (end.row - start.row) * columnsPerRow;
  const isSideways = direction === "ArrowLeft" || direction === "ArrowRight";
  const sign = direction === "ArrowRight" || direction === "ArrowDown" ? 1 : -1;
  const along = sign * (isSideways ? right : down);
  const aside = Math.abs(isSideways ? down : right);
  return along <= 0 ? undefined : along + aside * sideFactor;
}
