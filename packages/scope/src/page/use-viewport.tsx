import type { Point } from "./geometry.ts";
import {
  type RefObject,
  type TargetedPointerEvent,
  type TargetedWheelEvent,
  useEffect,
  useRef,
  useState,
} from "./preact.ts";
import { type Size, type Viewport, zoomAt } from "./viewport.ts";

/** The part of the graph that is seen, and what moves it. */
export interface ViewportControl {
  readonly view: Viewport;
  /** Moves the view; `isUsers` says that the user did, after which nothing fits it by itself. */
  readonly move: (change: (view: Viewport) => Viewport, isUsers: boolean) => void;
  /** Whether the user moved the view since it was last released. */
  readonly isUsers: () => boolean;
  /** Lets the view be fitted by itself again. */
  readonly release: () => void;
  readonly handlers: PointerHandlers;
}

/** Listeners for the element that shows the graph. */
export interface PointerHandlers {
  readonly onWheel: (event: TargetedWheelEvent<SVGSVGElement>) => void;
  readonly onPointerDown: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onPointerMove: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onPointerUp: (event: TargetedPointerEvent<SVGSVGElement>) => void;
  readonly onClickCapture: (event: Event) => void;
}

/** Pixels that a pointer may move within a click. */
const clickSlop = 4;

/** Pans by dragging, zooms by the wheel. */
export function useViewport(): ViewportControl {
  const [view, setView] = useState<Viewport>({ x: 0, y: 0, scale: 1 });
  const isUsers = useRef(false);
  const move: ViewportControl["move"] = (change, byUser) => {
    if (byUser) isUsers.current = true;
    setView(change);
  };
  const handlers = usePointer(move);
  const release = (): void => {
    isUsers.current = false;
  };
  return { view, move, isUsers: () => isUsers.current, release, handlers };
}

function usePointer(move: ViewportControl["move"]): PointerHandlers {
  const last = useRef<Point | undefined>(undefined);
  const isDragging = useRef(false);
  const drag = (event: TargetedPointerEvent<SVGSVGElement>, from: Point): void => {
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!isDragging.current && Math.hypot(dx, dy) < clickSlop) return;
    if (!isDragging.current) event.currentTarget.setPointerCapture(event.pointerId);
    isDragging.current = true;
    last.current = { x: event.clientX, y: event.clientY };
    move((view) => ({ ...view, x: view.x + dx, y: view.y + dy }), true);
  };
  return {
    onWheel: (event) => {
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016));
      move((view) => zoomAt(view, at, factor), true);
    },
    onPointerDown: (event) => {
      isDragging.current = false;
      if (event.button === 0) last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      if (last.current !== undefined && event.buttons === 1) drag(event, last.current);
    },
    onPointerUp: () => {
      last.current = undefined;
    },
    // The end of a drag is no click on what lies below.
    onClickCapture: (event) => {
      if (isDragging.current) event.stopPropagation();
      isDragging.current = false;
    },
  };
}

/** The size of an element, as it changes. */
export function useSize(element: RefObject<Element | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
