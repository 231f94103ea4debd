import type { InstanceCase } from "./instance-case.ts";
import { instanceLifeCases } from "./instance-life-cases.ts";
import { instancePropertyCases } from "./instance-property-cases.ts";
import { instanceTagCases } from "./instance-tag-cases.ts";

/** What holds for every instance plugin. */
export const instanceCases: readonly InstanceCase[] = [
  ...instancePropertyCases,
  ...instanceLifeCases,
  ...instanceTagCases,
];
