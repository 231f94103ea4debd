import type { GroupPlugin, OpenGroupPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { badInput } from "../failure.ts";
import { inTime, untilConverged, type Wait, type WaitOptions, withWait } from "./wait.ts";
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
  await withWait(options, (wait) =>
    withGroup(context, { ...options, id }, (_, plugin) => resize(context, { id, wanted, plugin, wait })),
  );
}

interface Resize {
  readonly id: string;
  /** `undefined`: it is only asked for. */
  readonly wanted: number | undefined;
  readonly plugin: OpenGroupPlugin;
  readonly wait: Wait | null;
}

async function resize(context: Context, { id, wanted, plugin, wait }: Resize): Promise<void> {
  const { group } = plugin;
  const before = await (wait === null
    ? change(group, { id, wanted })
    : inTime({ ...wait, plugin }, id, (options) => change(group, { id, wanted }, options)));
  const line = `Group ${id} at ${before} instances${wanted === undefined ? "" : `, scale to ${wanted}`}`;
  const document = wanted === undefined ? { ID: id, Size: before } : { ID: id, Size: wanted, Before: before };
  if (wait === null || !context.isJson) answer(context, document, [line]);
  if (wait === null) return;
  await untilConverged({ ...wait, plugin }, [id]);
  answer(context, document, [`${id} has converged`]);
}

/** Returns the size that it had before. */
async function change(
  group: GroupPlugin,
  { id, wanted }: Pick<Resize, "id" | "wanted">,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  const before = await group.size(id, options);
  if (wanted !== undefined) await group.setSize(id, wanted, options);
  return before;
}

function parseSize(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badInput(`Cannot scale to "${text}": write a number of instances, 0 or more`);
}
