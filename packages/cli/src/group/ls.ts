import type { RolloutPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { formatTable, plainText } from "../table.ts";
import { formatReady } from "./ready.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Lists the groups that are kept, and where each stands. */
export async function list(
  context: Context,
  options: GroupOptions & { readonly quiet?: true },
): Promise<void> {
  await withGroup(context, options, async (group, { rollout }) => {
    const ids = (await group.inspectGroups()).map(({ id }) => id);
    const isBrief = options.quiet === true || context.isJson;
    answer(context, { Groups: ids }, isBrief ? ids : await groupTable(ids, rollout));
  });
}

async function groupTable(ids: readonly string[], rollout: RolloutPlugin): Promise<readonly string[]> {
  const rows = [["ID", "PHASE", "READY"]];
  for (const id of ids) rows.push([plainText(id), ...(await standing(id, rollout))]);
  return formatTable(rows);
}

async function standing(id: string, rollout: RolloutPlugin): Promise<readonly string[]> {
  try {
    const status = await rollout.status(id);
    return [status.phase, formatReady(status)];
  } catch {
    // Plugins of other programs cannot tell, and a group may be gone by now: the list is right all the same.
    return ["-", "-"];
  }
}
