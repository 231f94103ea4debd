import { answer, type Context } from "../context.ts";
import { badInput } from "../failure.ts";
import { untilConverged, waitDeadline, type WaitOptions } from "./wait.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Options of `infrakit group scale`. */
export interface ScaleOptions extends GroupOptions, WaitOptions {}

/** Says how many instances a group has, or changes it. The sentences are InfraKit's. */
export async function scale(
  context: Context,
  { id, size }: { readonly id: string; readonly size: string | undefined },
  options: ScaleOptions,
): Promise<void> {
  const wanted = size === undefined ? undefined : parseSize(size);
  const deadline = waitDeadline(options);
  await withGroup(context, { ...options, id }, async (group) => {
    const before = await group.size(id);
    if (wanted !== undefined) await group.setSize(id, wanted);
    const change = wanted === undefined ? "" : `, scale to ${wanted}`;
    const line = `Group ${id} at ${before} instances${change}`;
    const document =
      wanted === undefined ? { ID: id, Size: before } : { ID: id, Size: wanted, Before: before };
    if (deadline === null || !context.isJson) answer(context, document, [line]);
    if (deadline === null) return;
    await untilConverged(group, [id], deadline);
    answer(context, document, [`${id} has converged`]);
  });
}

function parseSize(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badInput(`Cannot scale to "${text}": write a number of instances, 0 or more`);
}
