/**
 * What the `infrakit` command is made of: specs, plugins of this machine, groups of other processes.
 *
 * @module
 */
export { pluginDirectory, scanPlugins } from "@infrakit/discovery/socket";
export { userPaths } from "@infrakit/discovery";
export { explainPlan, type Logger, type LogFields } from "@infrakit/group";
export {
  clientTimeoutMs,
  connectController,
  connectEvent,
  connectFlavor,
  connectGroup,
  connectInstance,
  connectL4,
  connectManager,
  connectMetadata,
  connectResource,
  connectUpdatable,
  type PluginConnection,
  PluginError,
} from "@infrakit/rpc";
export {
  type CommitOptions,
  formatPluginName,
  type GroupPlugin,
  LocalError,
  messageOf,
  outcomeOf,
  parsePluginName,
  type RolloutPlugin,
} from "@infrakit/spi";
export type {
  CommitResult,
  GroupDescription,
  GroupSpec,
  GroupStatus,
  PluginEvent,
  SlotStatus,
  Spec,
} from "@infrakit/spi/data";
export {
  boolean,
  closestName,
  DecodeError,
  encodeJson,
  formatDuration,
  integer,
  list,
  map,
  member,
  nullable,
  object,
  parseDuration,
  raw,
  RawJson,
  string,
} from "@infrakit/spi/document";
export type { RecordDamage } from "@infrakit/manager";
export { type GivenSizes, openGivenSizes } from "./given-sizes.ts";
export { policyFromEnvironment } from "./group-policy.ts";
export { type BrokenPlugin, type ListedPlugin, listPlugins } from "./list-plugins.ts";
export { groupGraceMs, openGroupPlugin, type OpenGroupPlugin } from "./open-group-plugin.ts";
export { type NextSpec, nextSpec } from "./next-spec.ts";
export { parseSpecs, type SpecOptions } from "./spec.ts";
export { parseWantedPlugin, startPlugins, type WantedPlugin } from "./start-plugins.ts";
export {
  type MetricsAddress,
  parseMetricsAddress,
  type ServedMetrics,
  serveMetrics,
} from "./serve-metrics.ts";
export { explainSlowCalls, type SlowCall } from "./slow-call.ts";
export { SocketPlugins } from "./socket-plugins.ts";
export { findPluginProcess, type NotStopped, type PluginProcess, stopPlugins } from "./stop-plugins.ts";
