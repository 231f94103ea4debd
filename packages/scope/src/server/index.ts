/**
 * A host of Scope's plugins, served in the JSON of Scope's app, and a client of it.
 *
 * @module
 */
export {
  connectScopeHost,
  type ScopeClient,
  ScopeClientError,
  type ServedControl,
  type ServedPlugin,
} from "./connect-scope-host.ts";
export { pageDirectory } from "./page-files.ts";
export { type ScopeServer, type ScopeServerOptions, serveScopeHost } from "./serve-scope-host.ts";
export type { ScopeServerLimits } from "./server-limits.ts";
export { parseTcpListener, type TcpListener } from "./tcp-listener.ts";
