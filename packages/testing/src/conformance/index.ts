/**
 * What holds for every plugin of a kind, as data: cases that any program can run against any plugin, wherever it
 * is and in whatever language it was written.
 *
 * @module
 */
export { type CaseContext, type ConformanceCase, LeftBehind, type Severity } from "./conformance-case.ts";
export { type ControllerCase, controllerCases, type ControllerInputs } from "./controller-cases.ts";
export { type EventCase, eventCases, type EventInputs } from "./event-cases.ts";
export { type FlavorCase, flavorCases, type FlavorInputs } from "./flavor-cases.ts";
export type { GroupCase, GroupInputs } from "./group-case.ts";
export { groupCases } from "./group-cases.ts";
export type { InstanceCase, InstanceInputs } from "./instance-case.ts";
export { instanceCases } from "./instance-cases.ts";
export { type L4Case, l4Cases, type L4Inputs } from "./l4-cases.ts";
export { type ManagerCase, managerCases, type ManagerInputs } from "./manager-cases.ts";
export { type MetadataCase, metadataCases, type MetadataInputs } from "./metadata-cases.ts";
export { type ResourceCase, resourceCases, type ResourceInputs } from "./resource-cases.ts";
export {
  type ConformanceOptions,
  type ConformanceResult,
  runCase,
  runConformance,
} from "./run-conformance.ts";
export { type UpdatableCase, updatableCases } from "./updatable-cases.ts";
export type { WireAnswer, WireCase, WireInputs, WirePlugin, WireRequest } from "./wire-case.ts";
export { wireCases } from "./wire-cases.ts";
