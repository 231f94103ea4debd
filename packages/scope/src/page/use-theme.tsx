import { useLayoutEffect, useState } from "./preact.ts";

/** Colours of the page: the system's, or the ones that the user chose. */
export type Theme = "auto" | "light" | "dark";

const item = "scope-theme";
const themes: readonly Theme[] = ["auto", "light", "dark"];

/** The theme, and a function that goes on to the next one. It is kept for the next visit. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((name) => name === localStorage.getItem(item)) ?? "auto",
  );
  // Before the browser paints: no flash of the other colours.
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    localStorage.setItem(item, theme);
  }, [theme]);
  const next = (): void => setTheme((now) => themes[(themes.indexOf(now) + 1) % themes.length] ?? "auto");
  return [theme, next];
}
