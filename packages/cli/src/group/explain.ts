import type { GroupStatus } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { plainText } from "../table.ts";
import { conditionLines, formatStatus, hintLines } from "./describe.ts";
import { statusDocument } from "./document.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Says what would be done to a group next, and what is in the way of doing more. */
export async function explain(context: Context, id: string, options: GroupOptions): Promise<void> {
  await withGroup(context, { ...options, id }, async (_, { rollout }) => {
    const status = await rollout.status(id);
    const lines = await rollout.explain(id);
    const shown = lines.length === 0 ? ["nothing to do"] : withRollback(lines, status).map(plainText);
    // The reason of the status is the beginning of these lines.
    const head = formatStatus(id, { ...status, reason: "" });
    answer(context, { ID: id, Status: statusDocument(status), Lines: lines }, [
      head,
      ...conditionLines(status, [status.reason, ...lines]),
      ...(status.conditions.length === 0 ? [] : [""]),
      ...shown.map((line) => `  ${line}`),
      ...hintLines(status.reason).map((line) => `  ${line}`),
    ]);
  });
}

/** Why an update failed is half of the story when it was undone: the other half is what the group is now. */
export function withRollback(
  lines: readonly string[],
  { conditions }: Pick<GroupStatus, "conditions">,
): readonly string[] {
  const undone = conditions.find(({ reason }) => reason === "RolledBack");
  if (undone === undefined) return lines;
  return lines.map((line) => (line === undone.message ? `rolled back to ${undone.commit}: ${line}` : line));
}
