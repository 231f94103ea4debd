/**
 * The host of Scope's plugins: what a probe is to them.
 *
 * @module
 */
export type { ControlAnswer, ControlRequest, HostedPlugin, ScopeChange, ScopeHost } from "./scope-host.ts";
