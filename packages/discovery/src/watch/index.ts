/**
 * Watches a plugin directory: who came, who was replaced, who went; and what it takes to watch other directories.
 *
 * @module
 */
export { chokidarHints as directoryHints } from "./chokidar-hints.ts";
export type { DirectoryHints, HintListener, HintWatch } from "./directory-hints.ts";
export type { PluginChange } from "./plugin-change.ts";
export { WakeUp } from "./wake-up.ts";
export { watchPlugins } from "./watch-plugins.ts";
export type { WatchOptions } from "./watch-world.ts";
