import type { FlavorPlugin } from "./flavor-plugin.ts";
import type { InstancePlugin } from "./instance-plugin.ts";

/**
 * Finds plugins by name. Whether one is an object in this process or a socket of another is the finder's
 * business. Names are `lookup` or `lookup/type`.
 */
export interface PluginLookup {
  /** @throws LocalError `plugin_not_found` with `plugin not found:<name>`. */
  instance(name: string): Promise<InstancePlugin>;
  /** @throws LocalError `plugin_not_found` with `plugin not found:<name>`. */
  flavor(name: string): Promise<FlavorPlugin>;
  /**
   * Whether the plugin lives and dies with this process: what it had under way when an earlier process ended
   * is over. Default no.
   */
  sharesFate?(name: string): boolean;
  /**
   * Whether the plugin's lists show at once whatever it has made, and nothing that it has ended: the first list after
   * a restart tells what became of calls that are over. Default no: then lists have some seconds.
   */
  listsAtOnce?(name: string): boolean;
}
