import type { Connection } from "./follow-host.ts";
import type { JSX } from "./preact.ts";
import { Plugins, type PluginsProps } from "./plugins.tsx";

/** What the line at the bottom tells. */
export interface FooterProps extends PluginsProps {
  readonly connection: Connection;
  readonly shownCount: number;
  readonly totalCount: number;
}

const words: Readonly<Record<Connection["state"], string>> = {
  connecting: "connecting …",
  live: "live",
  reconnecting: "reconnecting …",
  denied: "not signed in",
};

/** The line at the bottom: connection, how many nodes, keys, plugins. */
export function Footer({ connection, shownCount, totalCount, ...plugins }: FooterProps): JSX.Element {
  const total = totalCount === 1 ? "1 node" : `${totalCount} nodes`;
  const count = shownCount === totalCount ? total : `${shownCount} of ${total}`;
  return (
    <footer>
      <p class="connection" data-state={connection.state} role="status" title={connection.trouble}>
        <span class="dot" aria-hidden="true" />
        {words[connection.state]}
        {connection.state === "reconnecting" ? <span class="why">{connection.trouble}</span> : null}
      </p>
      <p>{count}</p>
      <p class="keys" aria-hidden="true">
        <kbd>/</kbd> search <kbd>←↑↓→</kbd> move <kbd>Enter</kbd> details <kbd>Esc</kbd> close <kbd>+</kbd>{" "}
        <kbd>-</kbd> <kbd>0</kbd> zoom
      </p>
      <Plugins {...plugins} />
    </footer>
  );
}
