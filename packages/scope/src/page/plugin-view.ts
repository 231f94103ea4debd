import type { PluginJson } from "./report-json.ts";

/** How a plugin is: it reports, it fails, its file is refused, or it was not asked yet. */
export type PluginState = "running" | "failing" | "refused" | "waiting";

/** A plugin as the list shows it. */
export interface PluginView {
  /** Unique: two plugins can have the same id, but not the same socket. */
  readonly key: string;
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly interfaces: string;
  readonly path: string;
  readonly state: PluginState;
  /** Why it fails or is refused, whole. */
  readonly trouble: string;
}

/** Which plugins the list shows. */
export type PluginFilter = "all" | "running" | "failing";

/** Shows plugins, those in trouble first. */
export function viewPlugins(plugins: readonly PluginJson[]): readonly PluginView[] {
  return plugins.map(viewPlugin).toSorted((a, b) => Number(isInTrouble(b)) - Number(isInTrouble(a)));
}

/** Whether a plugin needs somebody's eye. */
export function isInTrouble({ state }: PluginView): boolean {
  return state === "failing" || state === "refused";
}

/** The plugins that a filter lets through. */
export function filterPlugins(plugins: readonly PluginView[], filter: PluginFilter): readonly PluginView[] {
  switch (filter) {
    case "all":
      return plugins;
    case "running":
      return plugins.filter(({ state }) => state === "running");
    case "failing":
      return plugins.filter(isInTrouble);
  }
}

function viewPlugin(plugin: PluginJson): PluginView {
  const { id, label = "", description = "", interfaces, path = "", status = "", refusal = "" } = plugin;
  const failure = status.replace(/^error: ?/, "");
  return {
    key: path === "" ? id : path,
    id,
    label: label || id || path.slice(path.lastIndexOf("/") + 1),
    description,
    interfaces: (interfaces ?? []).join(", "),
    path,
    state: stateOf(status, refusal),
    trouble: refusal || (status === "ok" ? "" : failure),
  };
}

function stateOf(status: string, refusal: string): PluginState {
  if (refusal !== "") return "refused";
  if (status === "ok") return "running";
  return status === "" ? "waiting" : "failing";
}
