/**
 * Groups in Scope, and Scope in groups.
 *
 * @module
 */
export type { AbsentGroup } from "./absent-groups.ts";
export {
  type AllowedControls,
  type BridgeControl,
  bridgeControls,
  parseAllowedControls,
} from "./allowed-controls.ts";
export { createGroupsPlugin, type GroupsPluginOptions } from "./groups-plugin.ts";
export { createScopeMetadata } from "./scope-metadata.ts";
export { serveScopeMetadata } from "./serve-scope-metadata.ts";
export { type ServedGroups, serveGroupsInScope, type ServeGroupsOptions } from "./serve-groups.ts";
