import { answer, type Context } from "../context.ts";
import { badInput } from "../failure.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Says how many instances a group has, or changes it. The sentences are InfraKit's. */
export async function scale(
  context: Context,
  { id, size }: { readonly id: string; readonly size: string | undefined },
  options: GroupOptions,
): Promise<void> {
  const wanted = size === undefined ? undefined : parseSize(size);
  await withGroup(context, options, async (group) => {
    const before = await group.size(id);
    if (wanted === undefined) {
      return answer(context, { ID: id, Size: before }, [`Group ${id} at ${before} instances`]);
    }
    await group.setSize(id, wanted);
    const line = `Group ${id} at ${before} instances, scale to ${wanted}`;
    answer(context, { ID: id, Size: wanted, Before: before }, [line]);
  });
}

function parseSize(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badInput(`Cannot scale to "${text}": write a number of instances, 0 or more`);
}
