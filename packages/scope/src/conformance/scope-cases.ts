import { controlCases } from "./control-cases.ts";
import { reportCases } from "./report-cases.ts";
import { requestCases } from "./request-cases.ts";
import type { ScopeCase } from "./scope-case.ts";
import { shortcutCases } from "./shortcut-cases.ts";
import { socketCases } from "./socket-cases.ts";
import { specCases } from "./spec-cases.ts";

/** What holds for every plugin, in any language, in the order in which it is best mended. */
export const scopeCases: readonly ScopeCase[] = [
  ...socketCases,
  ...requestCases,
  ...specCases,
  ...reportCases,
  ...controlCases,
  ...shortcutCases,
];
