import type { RolloutPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { formatTable, plainText } from "../table.ts";
import { formatReady } from "./ready.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Lists the groups that are kept, and where each stands, and those that are not because their records are damaged. */
export async function list(
  context: Context,
  options: GroupOptions & { readonly quiet?: true },
): Promise<void> {
  await withGroup(context, options, async (group, plugin) => {
    const kept = (await group.inspectGroups()).map(({ id }) => id);
    const damaged = (await plugin.damagedGroups()).map(({ name, message }) => ({ ID: name, Error: message }));
    const lost = new Set(damaged.map(({ ID: id }) => id));
    const ids = [...kept, ...lost].toSorted();
    const isBrief = options.quiet === true || context.isJson;
    const table = (): Promise<readonly string[]> => groupTable(ids, { rollout: plugin.rollout, lost });
    answer(context, { Groups: ids, Damaged: damaged }, isBrief ? ids : await table());
  });
}

interface Known {
  readonly rollout: RolloutPlugin;
  /** The ids of those whose records are damaged. */
  readonly lost: ReadonlySet<string>;
}

async function groupTable(ids: readonly string[], { rollout, lost }: Known): Promise<readonly string[]> {
  const rows = [["ID", "PHASE", "READY"]];
  for (const id of ids)
    rows.push([plainText(id), ...(lost.has(id) ? ["damaged", "-"] : await standing(id, rollout))]);
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
