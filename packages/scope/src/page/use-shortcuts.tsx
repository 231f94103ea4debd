import { type RefObject, useEffect } from "./preact.ts";

/** What keys do wherever the focus is. */
export interface Shortcuts {
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onEscape: () => void;
}

/** `/` goes to the search, from there the arrow down or Enter to the nodes, Escape closes what is open. */
export function useShortcuts({ search, onEscape }: Shortcuts): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") onEscape();
      else if (event.key === "/" && !isTyping(event.target)) search.current?.select();
      else if (isLeaving(event) && event.target === search.current) focusFirstNode();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

function isLeaving({ key }: KeyboardEvent): boolean {
  return key === "ArrowDown" || key === "Enter";
}

function focusFirstNode(): void {
  document.querySelector<SVGGElement>('.node[tabindex="0"]')?.focus({ preventScroll: true });
}
