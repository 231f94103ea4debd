/**
 * How a report tells which controls can be used: as probes since 1.13 read it, as those before read it, or both ways,
 * which all of them read.
 */
export type ReportDialect = "active_controls" | "latestControls" | "both";
