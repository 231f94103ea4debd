import type { RolloutPlugin } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { plainText } from "../table.ts";
import { obstacleOf } from "./wait.ts";
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
    const obstacle = holds.has(command) ? null : await findObstacle(rollout, id);
    answer(context, { ID: id, Command: command, ...(obstacle !== null && { Obstacle: obstacle }) }, [
      done[command](id),
      ...(obstacle === null ? [] : [plainText(`It does not go on: ${obstacle}`)]),
    ]);
  });
}

/** Words after which a group is meant to stand still. */
const holds: ReadonlySet<RolloutCommand> = new Set(["pause", "abort"]);

/** Why a group stands where it is though it was told to go on; `null` if it goes on. */
async function findObstacle(rollout: RolloutPlugin, id: string): Promise<string | null> {
  try {
    const status = await rollout.status(id);
    return obstacleOf(status, undefined);
  } catch {
    // It was told, and that is what was asked. Why it cannot be seen is told to whoever looks.
    return null;
  }
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
