import type { Report } from "./report.ts";

/** A report to be merged with others, and whose it is. */
export interface ReportPart {
  readonly source: string;
  readonly report: Report;
}

/** A node of a part that could not be merged. */
export interface MergeClash {
  readonly source: string;
  readonly why: string;
}
