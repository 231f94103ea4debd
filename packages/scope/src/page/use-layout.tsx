import type { Graph } from "./graph-model.ts";
import { updateLayout } from "./layout-update.ts";
import type { Places } from "./layout.ts";
import { useEffect, useRef, useState } from "./preact.ts";

/** Places of a graph's nodes, and a function that forgets them and lays out anew. */
export interface LaidOut {
  readonly places: Places;
  /** View that the places are of: it changes when the new view was laid out, not when it was asked for. */
  readonly view: string;
  readonly tidy: () => void;
}

const nothing: Places = new Map();

/** Views whose places are kept, so that a tab looks the same when one comes back to it. */
const maxViews = 40;

/**
 * Lays a graph out, between two frames rather than within one: until it is done the page shows what it had. Each
 * view remembers its places.
 */
export function useLayout(graph: Graph, view: string): LaidOut {
  const placesByView = useRef(new Map<string, Places>());
  const [laidOut, setLaidOut] = useState<{ readonly places: Places; readonly view: string }>({
    places: nothing,
    view,
  });
  const lay = (known: Places): void => {
    const places = updateLayout(known, graph);
    if (placesByView.current.size >= maxViews) placesByView.current.clear();
    placesByView.current.set(view, places);
    setLaidOut((last) => (last.places === places && last.view === view ? last : { places, view }));
  };
  useEffect(() => {
    const timer = setTimeout(() => lay(placesByView.current.get(view) ?? nothing));
    return () => clearTimeout(timer);
  }, [graph, view]);
  return { ...laidOut, tidy: () => lay(nothing) };
}
