import type { OpenGroupPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { inTime, untilGone, type Waiting, type WaitOptions, withWait } from "./wait.ts";
import { waitAloud } from "./wait-aloud.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Options of `infrakit group destroy`. */
export interface DestroyOptions extends GroupOptions, WaitOptions {}

/** Ends all instances of a group. Without waiting it answers as soon as that is certain to happen. */
export async function destroy(context: Context, id: string, options: DestroyOptions): Promise<void> {
  await withWait(options, (wait) =>
    withGroup(context, { ...options, id, takesLong: wait !== null }, async (group, plugin) => {
      if (wait === null) await group.destroyGroup(id);
      else
        await waitAloud(context, { ...wait, plugin }, (waiting) =>
          destroyAndWait({ ...waiting, plugin }, id),
        );
      const line = wait === null ? `Destroy ${id} initiated` : `Destroyed ${id}`;
      answer(context, { ID: id, Gone: wait !== null }, [line]);
    }),
  );
}

async function destroyAndWait(
  waiting: Waiting & { readonly plugin: OpenGroupPlugin },
  id: string,
): Promise<void> {
  const asked = "what was asked may still happen";
  await inTime({ ...waiting, asked }, id, (options) => waiting.plugin.group.destroyGroup(id, options));
  await untilGone(waiting, id);
}
