/**
 * What a plugin in any language must do, as data: cases without a test runner.
 *
 * @module
 */
export { runCases, runScopeCases, type ScopeCaseOptions, type ScopeResult } from "./run-scope-cases.ts";
export type { Press, Pressed, ScopeCase, ScopeContext, Severity } from "./scope-case.ts";
export { scopeCases } from "./scope-cases.ts";
export type { PeerAnswer, PeerRequest, ScopePeer, SocketModes } from "./scope-peer.ts";
