import type { GroupStatus } from "@infrakit/infrakit/operator";
import { formatAge } from "../age.ts";
import { formatReady } from "../group/ready.ts";
import { formatTable, plainText } from "../table.ts";
import { cutToWidth, wrapToWidth } from "../text-width.ts";

/** A group as it is shown. */
export interface ShownGroup {
  readonly id: string;
  readonly status: GroupStatus;
  /** Since when each slot is as it is, by slot; milliseconds since 1970. */
  readonly sinceBySlot: ReadonlyMap<string, number>;
}

/** The room there is on a terminal. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** Draws groups as lines that fit a terminal: none is wider, and there are fewer than it has rows. Reasons are wrapped. */
export function renderFrame(
  groups: readonly ShownGroup[],
  { columns, rows }: FrameSize,
  now: number,
): readonly string[] {
  const lines = groups.flatMap((group) => [...groupLines(group, { columns, now }), ""]);
  lines.push(groups.length === 0 ? "no groups; Ctrl-C stops" : "Ctrl-C stops");
  return cutToHeight(lines, rows - 1).map((line) => cutToWidth(line, columns - 1));
}

function groupLines(
  { id, status, sinceBySlot }: ShownGroup,
  { columns, now }: { readonly columns: number; readonly now: number },
): readonly string[] {
  const rows = status.slots.map(({ slot, instance, state }) => [
    `  ${slot}`,
    plainText(instance ?? "-"),
    state,
    formatAge(now - (sinceBySlot.get(slot) ?? now)),
  ]);
  return [
    headLine(id, status, now),
    ...reasonLines(status.reason, columns),
    ...formatTable([["  SLOT", "INSTANCE", "STATE", "SINCE"], ...rows]),
  ];
}

/** The whole reason: what it was caused by stands at its end. One column is left free, as in every line. */
function reasonLines(reason: string, columns: number): readonly string[] {
  if (reason === "") return [];
  return wrapToWidth(plainText(reason), columns - 3).map((line) => `  ${line}`);
}

function headLine(id: string, status: GroupStatus, now: number): string {
  const { phase, nextLookAt } = status;
  const look = nextLookAt === null ? "" : `, looks again in ${formatAge(Math.max(0, nextLookAt - now))}`;
  return `${id}  ${phase}, ${formatReady(status, "ready")}${look}`;
}

function cutToHeight(lines: readonly string[], height: number): readonly string[] {
  if (lines.length <= height) return lines;
  const kept = lines.slice(0, Math.max(0, height - 1));
  return [...kept, `… ${lines.length - kept.length} more lines; infrakit group describe shows all`];
}
