/**
 * Plain data of every plugin kind: no methods, no platform types.
 *
 * @module
 */
export { neverReceived, type PluginEvent } from "./event.ts";
export type { Allocation, CommitResult, GroupDescription, GroupSpec, Index } from "./group.ts";
export type {
  Attachment,
  DestroyReason,
  Health,
  InstanceDescription,
  InstanceSpec,
  Tags,
} from "./instance.ts";
export type { L4HealthCheck, L4Protocol, L4Route } from "./load-balancer.ts";
export type { ResourceSpec } from "./resource.ts";
export { findSlotTag, formatSlotTag, type SlotTag } from "./slot-tag.ts";
export type { Spec, SpecDependency, SpecMetadata, SpecObject } from "./spec.ts";
export type {
  GroupPhase,
  GroupPlan,
  GroupStatus,
  SlotAction,
  SlotPlan,
  SlotState,
  ConditionStatus,
  ConditionType,
  GroupCondition,
  SlotLoss,
  SlotStatus,
} from "./status.ts";
export {
  bootstrapHash,
  configHashTag,
  groupTag,
  legacyConfigHashTag,
  logicalIdTag,
  reservedTags,
  slotTag,
} from "./tags.ts";
export type { PathChange, ProposedChange } from "./updatable.ts";
