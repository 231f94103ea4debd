import { answer, type Context } from "../context.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Lists the groups that are kept. */
export async function list(
  context: Context,
  options: GroupOptions & { readonly quiet?: true },
): Promise<void> {
  await withGroup(context, options, async (group) => {
    const ids = (await group.inspectGroups()).map(({ id }) => id);
    answer(context, { Groups: ids }, options.quiet === true ? ids : ["ID", ...ids]);
  });
}
