/**
 * A kit to write plugins that run under every release of Scope's probe, and under our host.
 *
 * @module
 */
export type { Control, PluginSpec } from "../report/index.ts";
