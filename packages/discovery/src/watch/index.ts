/**
 * Watches a plugin directory: who came, who was replaced, who went.
 *
 * @module
 */
export type { PluginChange } from "./plugin-change.ts";
export { watchPlugins } from "./watch-plugins.ts";
export type { WatchOptions } from "./watch-world.ts";
