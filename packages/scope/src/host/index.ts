/**
 * The host of Scope's plugins: what a probe is to them.
 *
 * @module
 */
export type { LogFields, Logger } from "./logger.ts";
export { openScopeHost, type ScopeHostOptions } from "./open-scope-host.ts";
export { scopePluginsDirectory } from "../plugins-directory.ts";
export type { ControlAnswer, ControlRequest, HostedPlugin, ScopeChange, ScopeHost } from "./scope-host.ts";
