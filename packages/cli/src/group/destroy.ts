import { answer, type Context } from "../context.ts";
import { untilGone, waitDeadline, type WaitOptions } from "./wait.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Options of `infrakit group destroy`. */
export interface DestroyOptions extends GroupOptions, WaitOptions {}

/** Ends all instances of a group. Without waiting it answers as soon as that is certain to happen. */
export async function destroy(context: Context, id: string, options: DestroyOptions): Promise<void> {
  const deadline = waitDeadline(options);
  await withGroup(context, { ...options, id }, async (group) => {
    await group.destroyGroup(id);
    if (deadline !== null) await untilGone(group, id, deadline);
    const line = deadline === null ? `Destroy ${id} initiated` : `Destroyed ${id}`;
    answer(context, { ID: id, Gone: deadline !== null }, [line]);
  });
}
