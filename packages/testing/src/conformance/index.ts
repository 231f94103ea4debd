/**
 * What holds for every plugin of a kind, as data: cases that any program can run against any plugin, wherever it
 * is and in whatever language it was written.
 *
 * @module
 */
export type { CaseContext, ConformanceCase, Severity } from "./conformance-case.ts";
export { type FlavorCase, flavorCases, type FlavorInputs } from "./flavor-cases.ts";
export type { GroupCase, GroupInputs } from "./group-case.ts";
export { groupCases } from "./group-cases.ts";
export type { InstanceCase, InstanceInputs } from "./instance-case.ts";
export { instanceCases } from "./instance-cases.ts";
export {
  type ConformanceOptions,
  type ConformanceResult,
  runCase,
  runConformance,
} from "./run-conformance.ts";
export type { WireAnswer, WireCase, WireInputs, WirePlugin, WireRequest } from "./wire-case.ts";
export { wireCases } from "./wire-cases.ts";
