/**
 * What a plugin is: the interfaces that plugin authors implement and controllers call.
 *
 * @module
 */
export type { CallOptions } from "./call-options.ts";
export type { FlavorPlugin, PrepareRequest } from "./flavor-plugin.ts";
export type { CommitOptions, GroupPlugin } from "./group-plugin.ts";
export type { InstanceChange, InstancePlugin, InstanceQuery } from "./instance-plugin.ts";
export { type FailedOutcome, LocalError, type LocalErrorCode, messageOf, outcomeOf } from "./local-error.ts";
export type { PluginLookup } from "./plugin-lookup.ts";
export { formatPluginName, parsePluginName, type PluginName } from "./plugin-name.ts";
