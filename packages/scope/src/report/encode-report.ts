import { setImmediate as letOthersRun } from "node:timers/promises";
import { formatReportParts } from "./format-report.ts";
import type { Report } from "./report.ts";
import type { ReportDialect } from "./report-dialect.ts";

/** How long a report is written before others have their turn. */
const maxTurnMs = 5;

/**
 * A report in Scope's JSON, as bytes in parts: to join them takes as long as to write some thousand nodes. What else the process does goes on meanwhile: one of 10,000 nodes takes some tenths of
 * a second, and a control must not wait that long.
 */
export async function encodeReport(report: Report, dialect?: ReportDialect): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  let begin = performance.now();
  for (const part of formatReportParts(report, dialect)) {
    parts.push(Buffer.from(part));
    if (performance.now() - begin < maxTurnMs) continue;
    await letOthersRun();
    begin = performance.now();
  }
  return parts;
}
