import type { JSX } from "./preact.ts";

/** Lines of our icons in a box of 16, by name. */
const lines: Readonly<Record<string, string>> = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.3 10.3L14 14",
  close: "M4 4L12 12M12 4L4 12",
  plus: "M8 3V13M3 8H13",
  minus: "M3 8H13",
  fit: "M2.5 6V2.5H6M10 2.5H13.5V6M13.5 10V13.5H10M6 13.5H2.5V10",
  tidy: "M3 3H7V7H3ZM9 3H13V7H9ZM3 9H7V13H3ZM9 9H13V13H9Z",
  light:
    "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6M8 1.5V3M8 13V14.5M1.5 8H3M13 8H14.5M3.4 3.4L4.4 4.4M11.6 11.6L12.6 12.6M3.4 12.6L4.4 11.6M11.6 4.4L12.6 3.4",
  dark: "M13 9.6A5.6 5.6 0 0 1 6.4 3A5.6 5.6 0 1 0 13 9.6Z",
  auto: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 2.5V13.5M10 4.5V11.5M12 6V10",
  play: "M5 3.2L12.5 8L5 12.8Z",
  pause: "M5.5 3.5V12.5M10.5 3.5V12.5",
  stop: "M4 4H12V12H4Z",
  repeat: "M13 3V6.2H9.8M12.8 6A5.3 5.3 0 1 0 13.2 9",
  back: "M3 3V6.2H6.2M3.2 6A5.3 5.3 0 1 1 2.8 9",
  trash: "M3 4.5H13M6.5 4.5V2.8H9.5V4.5M4.3 4.5L5 13.2H11L11.7 4.5M6.8 7V11M9.2 7V11",
  up: "M8 13V3.5M4 7.2L8 3.2L12 7.2",
  down: "M8 3V12.5M4 8.8L8 12.8L12 8.8",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 5V8.3L10.4 9.8",
  terminal: "M2.5 3.5H13.5V12.5H2.5ZM5 6L7 8L5 10M8.5 10H11",
  gear: "M8 5.8a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 0 0 0-4.4M8 1.8V4M8 12V14.2M1.8 8H4M12 8H14.2M3.6 3.6L5.2 5.2M10.8 10.8L12.4 12.4M3.6 12.4L5.2 10.8M10.8 5.2L12.4 3.6",
  out: "M9.5 2.5H13.5V6.5M13.2 2.8L7.5 8.5M11.5 9V13H3V4.5H7",
};

/** Icons of Font Awesome that plugins name, as ours. */
const aliases: Readonly<Record<string, string>> = {
  "fa-gears": "gear",
  "fa-cogs": "gear",
  "fa-gear": "gear",
  "fa-clock-o": "clock",
  "fa-play": "play",
  "fa-pause": "pause",
  "fa-stop": "stop",
  "fa-repeat": "repeat",
  "fa-refresh": "repeat",
  "fa-redo": "repeat",
  "fa-undo": "back",
  "fa-rotate-left": "back",
  "fa-trash": "trash",
  "fa-trash-o": "trash",
  "fa-times": "close",
  "fa-times-circle": "close",
  "fa-plus": "plus",
  "fa-minus": "minus",
  "fa-arrow-up": "up",
  "fa-arrow-down": "down",
  "fa-sign-out": "out",
  "fa-terminal": "terminal",
};

/** An icon: one of ours, or one that a plugin names as `fa-…`; names that we do not know show a gear. */
export function Icon({ name }: { readonly name: string }): JSX.Element {
  const path = lines[name] ?? lines[aliases[name.trim().split(" ").at(-1) ?? ""] ?? "gear"];
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
