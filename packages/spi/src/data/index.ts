/**
 * Plain data of every plugin kind: no methods, no platform types.
 *
 * @module
 */
export type { Allocation, CommitResult, GroupDescription, GroupSpec, Index } from "./group.ts";
export type {
  Attachment,
  DestroyReason,
  Health,
  InstanceDescription,
  InstanceSpec,
  Tags,
} from "./instance.ts";
export { findSlotTag, formatSlotTag, type SlotTag } from "./slot-tag.ts";
export type {
  GroupPhase,
  GroupPlan,
  GroupStatus,
  SlotAction,
  SlotPlan,
  SlotState,
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
