import type { Graph } from "./graph-model.ts";
import { type Cell, nodeColumns, planLayout, type Places } from "./layout.ts";

/** Places of nodes that went are kept for when they come back, up to so many. */
const maxRemembered = 20_000;

/**
 * Lays a graph out so that nothing jumps: who has a place keeps it, who comes back gets his old one if it is free,
 * and who is new gets the free place closest to what it hangs on. Only when new nodes outnumber those that are
 * known is everything laid out anew. If nothing changed, the places are the same object.
 */
export function updateLayout(places: Places, graph: Graph): Places {
  const isKnown = (key: string): boolean => places.has(key);
  const arrivals = graph.nodes.map((node) => node.key).filter((key) => !isKnown(key));
  const known = graph.nodes.length - arrivals.length;
  if (arrivals.length > known) return planLayout(graph);
  const taken = new Set<string>();
  const updated = new Map(places.size > maxRemembered ? [] : places);
  const take = (key: string, cell: Cell): void => {
    updated.set(key, cell);
    taken.add(spot(cell)).add(spot({ column: cell.column + 1, row: cell.row }));
  };
  const displaced: string[] = [];
  for (const { key } of graph.nodes) {
    const cell = places.get(key);
    if (cell === undefined) continue;
    if (isFree(cell, taken)) take(key, cell);
    else displaced.push(key);
  }
  if (displaced.length + arrivals.length === 0) return places;
  const anchors = anchorsOf(graph);
  const floor = lowestRow(graph, updated);
  for (const key of [...displaced, ...arrivals]) {
    const anchor = (anchors.get(key) ?? [])
      .map((other) => updated.get(other))
      .find((cell) => cell !== undefined);
    take(key, anchor === undefined ? firstFree(floor, taken) : closestFree(anchor, taken));
  }
  return updated;
}

/** Who a node hangs on: first what contains it, then whom it speaks with. */
function anchorsOf({ edges }: Graph): ReadonlyMap<string, readonly string[]> {
  const anchors = new Map<string, string[]>();
  const add = (key: string, other: string): void => {
    anchors.set(key, [...(anchors.get(key) ?? []), other]);
  };
  for (const edge of edges) if (edge.kind === "contains") add(edge.to, edge.from);
  for (const edge of edges)
    if (edge.kind === "calls") {
      add(edge.to, edge.from);
      add(edge.from, edge.to);
    }
  return anchors;
}

function lowestRow({ nodes }: Graph, places: Places): number {
  return nodes.reduce((row, { key }) => Math.max(row, places.get(key)?.row ?? 0), 0);
}

/** Columns within which nodes that hang on nothing are added. */
const columnsOfLooseNodes = 32;

function firstFree(floor: number, taken: ReadonlySet<string>): Cell {
  for (let row = floor; ; row += 1)
    for (let column = 0; column < columnsOfLooseNodes; column += nodeColumns)
      if (isFree({ column, row }, taken)) return { column, row };
}

/** Looks below the anchor in growing distance, so that children come below their parents. */
function closestFree(anchor: Cell, taken: ReadonlySet<string>): Cell {
  for (let distance = 1; ; distance += 1)
    for (let down = 1; down <= distance; down += 1)
      for (const side of [0, -1, 1]) {
        const cell = {
          column: anchor.column + side * (distance - down) * nodeColumns,
          row: anchor.row + down,
        };
        if (isFree(cell, taken)) return cell;
      }
}

function isFree(cell: Cell, taken: ReadonlySet<string>): boolean {
  return !taken.has(spot(cell)) && !taken.has(spot({ column: cell.column + 1, row: cell.row }));
}

function spot({ column, row }: Cell): string {
  return `${column},${row}`;
}
