/**
 * What a plugin is: the interfaces that plugin authors implement and controllers call.
 *
 * @module
 */
export type { CallOptions } from "./call-options.ts";
export type { ControllerOperation, ControllerPlan, ControllerPlugin } from "./controller-plugin.ts";
export type { EventPlugin } from "./event-plugin.ts";
export type { FlavorPlugin, PrepareRequest } from "./flavor-plugin.ts";
export type { CommitOptions, GroupPlugin } from "./group-plugin.ts";
export type { InstanceChange, InstancePlugin, InstanceQuery } from "./instance-plugin.ts";
export type { L4Plugin } from "./l4-plugin.ts";
export { type FailedOutcome, LocalError, type LocalErrorCode, messageOf, outcomeOf } from "./local-error.ts";
export type { ManagerPlugin } from "./manager-plugin.ts";
export type { MetadataPlugin, UpdatablePlugin } from "./metadata-plugin.ts";
export type { PluginLookup } from "./plugin-lookup.ts";
export { formatPluginName, parsePluginName, type PluginName } from "./plugin-name.ts";
export type { ResourcePlugin } from "./resource-plugin.ts";
export type { RolloutPlugin } from "./rollout-plugin.ts";
