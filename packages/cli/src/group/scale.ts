import type { OpenGroupPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { badInput } from "../failure.ts";
import { changeGroup } from "./change-group.ts";
import { type Asked, inTime, untilConverged, type Wait, type WaitOptions, withWait } from "./wait.ts";
import { waitAloud } from "./wait-aloud.ts";
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
    withGroup(context, { ...options, id, takesLong: wait !== null }, (_, plugin) =>
      resize(context, { id, wanted, plugin, wait }),
    ),
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
  const before = await change({ id, wanted, plugin, wait });
  const line = `Group ${id} at ${before} instances${wanted === undefined ? "" : `, scale to ${wanted}`}`;
  const document = wanted === undefined ? { ID: id, Size: before } : { ID: id, Size: wanted, Before: before };
  if (wait === null || !context.isJson) answer(context, document, [line]);
  if (wait === null) return;
  const asked = wanted === undefined ? "nothing was asked of it" : "what was asked goes on";
  await waitAloud(context, { ...wait, plugin, asked }, (waiting) => untilConverged(waiting, [id]));
  answer(context, document, [`${id} has converged`]);
}

/** Returns the size that it had before. */
async function change({ id, wanted, plugin, wait }: Resize): Promise<number> {
  const { group } = plugin;
  const within = <T>(asked: Asked, call: (options: CallOptions) => Promise<T>): Promise<T> =>
    wait === null ? call({}) : inTime({ ...wait, plugin, asked }, id, call);
  const before = await within("nothing was asked of it", (options) => group.size(id, options));
  if (wanted !== undefined)
    await within("what was asked may still happen", (options) =>
      changeGroup({ id, verb: "scale" }, () => group.setSize(id, wanted, options)),
    );
  return before;
}

type CallOptions = { readonly signal?: AbortSignal };

function parseSize(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badInput(`Cannot scale to "${text}": write a number of instances, 0 or more`);
}
