import { answer, type Context } from "../context.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** What an operator may tell a group about its update. */
export type RolloutCommand = "pause" | "resume" | "abort" | "rollback" | "promote";

const done: Readonly<Record<RolloutCommand, (id: string) => string>> = {
  pause: (id) => `Paused the update of ${id}`,
  resume: (id) => `Resumed ${id}`,
  abort: (id) => `Aborted the update of ${id}`,
  rollback: (id) => `Rolling back ${id}`,
  promote: (id) => `Promoted the update of ${id}`,
};

/** Tells a group one word about its update. Answers as soon as that will not be forgotten. */
export async function tellGroup(
  context: Context,
  told: { readonly id: string; readonly command: RolloutCommand },
  options: GroupOptions,
): Promise<void> {
  const { id, command } = told;
  await withGroup(context, { ...options, id }, async (_, { rollout }) => {
    await rollout[command](id);
    answer(context, { ID: id, Command: command }, [done[command](id)]);
  });
}

/** Replaces instances of a group by others of the same properties. */
export async function replace(
  context: Context,
  replaced: { readonly id: string; readonly instances: readonly string[] },
  options: GroupOptions,
): Promise<void> {
  const { id, instances } = replaced;
  await withGroup(context, { ...options, id }, async (_, { rollout }) => {
    await rollout.replace(id, instances);
    answer(context, { ID: id, Command: "replace", Instances: instances }, [
      `Replacing ${instances.join(", ")} of ${id}`,
    ]);
  });
}
