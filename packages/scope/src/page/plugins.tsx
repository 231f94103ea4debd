import { filterPlugins, isInTrouble, type PluginFilter, type PluginView } from "./plugin-view.ts";
import { Icon } from "./icon.tsx";
import { type JSX, useState } from "./preact.ts";

/** What the list shows, and whether it is open. */
export interface PluginsProps {
  readonly plugins: readonly PluginView[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** The button `PLUGINS` with how many run and how many are in trouble, and the list that it opens. */
export function Plugins({ plugins, isOpen, onToggle }: PluginsProps): JSX.Element {
  const troubled = plugins.filter(isInTrouble).length;
  return (
    <div class="plugins">
      {isOpen ? <PluginPanel plugins={plugins} onClose={onToggle} /> : null}
      <button
        type="button"
        class="plugins-button"
        aria-expanded={isOpen}
        aria-controls="plugins"
        onClick={onToggle}
      >
        PLUGINS <span class="count">{plugins.length}</span>
        {troubled === 0 ? null : (
          <span class="trouble">{troubled === 1 ? "1 error" : `${troubled} errors`}</span>
        )}
      </button>
    </div>
  );
}

const filters: readonly { readonly name: PluginFilter; readonly label: string }[] = [
  { name: "all", label: "All" },
  { name: "running", label: "Running" },
  { name: "failing", label: "Failing" },
];

interface PluginPanelProps {
  readonly plugins: readonly PluginView[];
  readonly onClose: () => void;
}

function PluginPanel({ plugins, onClose }: PluginPanelProps): JSX.Element {
  const [filter, setFilter] = useState<PluginFilter>("all");
  const shown = filterPlugins(plugins, filter);
  return (
    <section class="plugins-panel" id="plugins" aria-label="Plugins">
      <header>
        <h2>Plugins</h2>
        <div class="segments" role="group" aria-label="Show plugins">
          {filters.map(({ name, label }) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
              {label} <span class="count">{filterPlugins(plugins, name).length}</span>
            </button>
          ))}
        </div>
        <button type="button" class="close" title="Close (Esc)" aria-label="Close plugins" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {shown.length === 0 ? <p class="note">{emptyText(plugins.length)}</p> : null}
      <ul>
        {shown.map((plugin) => (
          <Plugin key={plugin.key} plugin={plugin} />
        ))}
      </ul>
    </section>
  );
}

function emptyText(count: number): string {
  return count === 0
    ? "No socket in the plugin directory yet: start a plugin and it appears here"
    : "None of this state";
}

function Plugin({ plugin }: { readonly plugin: PluginView }): JSX.Element {
  const { id, label, description, interfaces, path, state, trouble } = plugin;
  return (
    <li data-state={state}>
      <p class="plugin-name">
        <span class="dot" aria-hidden="true" />
        <strong>{label}</strong>
        {id === label ? null : <code>{id}</code>}
        <span class="state">{state}</span>
      </p>
      {description === "" ? null : <p>{description}</p>}
      {trouble === "" ? null : <p class="error">{trouble}</p>}
      <p class="path">{[interfaces, path].filter((text) => text !== "").join(" · ")}</p>
    </li>
  );
}
