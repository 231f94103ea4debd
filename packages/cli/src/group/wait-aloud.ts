import type { GroupStatus } from "@infrakit/infrakit/operator";
import { type Context, note } from "../context.ts";
import { tellWaits } from "../tell-waits.ts";
import { formatStatus } from "./describe.ts";
import type { Waiting } from "./wait.ts";

/** Waits for groups and tells people where the one that is waited for stands, if that takes long. */
export async function waitAloud(
  context: Context,
  waiting: Waiting,
  until: (waiting: Waiting) => Promise<void>,
): Promise<void> {
  let words = "";
  const onStatus = (id: string, status: GroupStatus): void => void (words = formatStatus(id, status));
  const waited = until({ ...waiting, onStatus });
  await tellWaits({ say: (line) => note(context, line), words: () => words }, waited);
}
