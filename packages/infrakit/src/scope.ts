/**
 * Scope's plugins: the host that polls them, its server and its client, its place as the probe of an app, and the cases
 * that prove a plugin.
 *
 * @module
 */
export { runScopeCases } from "@infrakit/scope/conformance";
export {
  openScopeHost,
  type ScopeHost,
  type ScopeHostOptions,
  scopePluginsDirectory,
} from "@infrakit/scope/host";
export { parseAppUrl, type PublishOptions, publishToApp } from "@infrakit/scope/publish";
export { parseReport, type Report, type ReportNode } from "@infrakit/scope/report";
export {
  connectScopeHost,
  pageDirectory,
  parseTcpListener,
  type ScopeClient,
  ScopeClientError,
  type ScopeServer,
  type ScopeServerOptions,
  type ServedPlugin,
  serveScopeHost,
} from "@infrakit/scope/server";
