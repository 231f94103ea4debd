import { answer, type Context } from "../context.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Ends some instances of a group, which becomes smaller by as many. */
export async function destroyInstances(
  context: Context,
  { id, instances }: { readonly id: string; readonly instances: readonly string[] },
  options: GroupOptions,
): Promise<void> {
  await withGroup(context, { ...options, id }, async (group) => {
    await group.destroyInstances(id, instances);
    answer(context, { ID: id, Instances: instances }, ["Initiated."]);
  });
}
