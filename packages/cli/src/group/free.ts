import { answer, type Context } from "../context.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Stops to keep a group and leaves its instances alone. */
export async function free(context: Context, id: string, options: GroupOptions): Promise<void> {
  await withGroup(context, { ...options, id }, async (group) => {
    await group.freeGroup(id);
    answer(context, { ID: id, Freed: true }, [`Freed ${id}`]);
  });
}
