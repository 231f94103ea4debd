/**
 * A kit to write plugins that run under every release of Scope's probe, and under our host.
 *
 * @module
 */
export type {
  ColumnDeclaration,
  ControlDeclaration,
  ControlPress,
  ControlResult,
  DataType,
  FactDeclaration,
  MetricDeclaration,
  TableDeclaration,
  Topologies,
  TopologyDeclaration,
} from "./declaration.ts";
export type { ListenOptions, ScopePluginServer } from "./listen-for-hosts.ts";
export type { NodeBuilder, ReportBuilder, TopologyBuilder } from "./node-builder.ts";
export * from "../report/node-id.ts";
export type { ScopeAnswer, ScopeRequest } from "./scope-answer.ts";
export { createScopePlugin, type ScopePlugin, type ScopePluginOptions } from "./scope-plugin.ts";
