/**
 * The group controller: keeps groups of instances as their specs say. It knows plugins only as SPI objects.
 *
 * @module
 */
export { configHashes, type PluginSpec } from "./config-hash.ts";
export { type ControllerPolicy, defaultControllerPolicy } from "./controller-policy.ts";
export { createHarmlessLogger } from "./create-harmless-logger.ts";
export { type GroupController, openGroupController } from "./group-controller.ts";
export type { GroupControllerOptions } from "./loop-context.ts";
export {
  eventsBetween,
  type GroupEvent,
  type GroupEventType,
  groupEventTypes,
  type GroupMemory,
  noMemory,
  remember,
} from "./group-events.ts";
export { createGroupMetadata } from "./group-metadata.ts";
export {
  formatGroupProperties,
  type GroupProperties,
  isPlainText,
  parseGroupProperties,
} from "./group-properties.ts";
export { explainPlan } from "./plan/index.ts";
export {
  type Clock,
  createMemoryJournal,
  type Journal,
  type JournalRecord,
  type LogFields,
  type Logger,
  type Random,
  type Timer,
} from "./seams.ts";
export { defaultUpdating, type Updating } from "./updating.ts";
export { defaultHealing, type HealingProperties } from "./healing.ts";
export { defaultLimits, type LimitsProperties } from "./limits.ts";
