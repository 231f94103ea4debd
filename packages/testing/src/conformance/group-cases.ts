import type { GroupCase } from "./group-case.ts";
import { groupLifeCases } from "./group-life-cases.ts";
import { groupSizeCases } from "./group-size-cases.ts";

/** What holds for every group plugin. */
export const groupCases: readonly GroupCase[] = [...groupSizeCases, ...groupLifeCases];
