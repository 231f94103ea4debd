/**
 * What a plugin in any language must do, as data: cases without a test runner.
 *
 * @module
 */
export type { PluginSpec } from "../report/index.ts";
