import {
  clientTimeoutMs,
  closestName,
  formatDuration,
  groupGraceMs,
  type GroupPlugin,
  openGroupPlugin,
  type OpenGroupPlugin,
  pluginDirectory,
} from "@infrakit/infrakit/operator";
import { type Context, note } from "../context.ts";
import { CommandError, failureOf } from "../failure.ts";
import { plainText } from "../table.ts";
import { tellWaits } from "../tell-waits.ts";

/** What all group commands understand. */
export interface GroupOptions {
  readonly plugin?: string;
}

/** The group that a command is about, if it is about one, and the plugin that keeps it. */
export interface GroupTarget extends GroupOptions {
  readonly id?: string;
  /** Whoever asked knows that it takes long: not told on a terminal that an answer is waited for. */
  readonly takesLong?: boolean;
}

/** Does something with a group plugin. */
export type GroupAct = (group: GroupPlugin, plugin: OpenGroupPlugin) => Promise<void>;

/** Does something with the group plugin that is meant. If it has no such group, the error names one that is meant. */
export async function withGroup(context: Context, target: GroupTarget, act: GroupAct): Promise<void> {
  const acting = actWith(context, target, act);
  if (target.takesLong === true || !context.stderr.isTTY) return acting;
  const words = `waiting for an answer of group plugin "${target.plugin ?? "group"}"`;
  await tellWaits({ say: (line) => note(context, plainText(line)), words: () => words }, acting);
}

async function actWith({ env }: Context, { plugin: name, id }: GroupTarget, act: GroupAct): Promise<void> {
  const plugin = await openGroupPlugin(pluginDirectory(env), name);
  try {
    await act(plugin.group, plugin);
  } catch (error) {
    const told = withSetTime(error, env);
    throw id === undefined ? told : await withClosestId(told, plugin.group, id);
  } finally {
    await plugin.close();
  }
}

/** Adds the id that was most likely meant to an error that says that there is no such group. */
export async function withClosestId(
  error: unknown,
  group: Pick<GroupPlugin, "inspectGroups">,
  id: string,
): Promise<unknown> {
  const { message, ...failure } = failureOf(error);
  if (failure.code !== "group_not_found") return error;
  // Whatever is wrong now: what was wrong first says more.
  const specs = await group.inspectGroups().catch(() => []);
  const ids = specs.map((spec) => spec.id);
  const closest = closestName(
    id,
    ids.filter((each) => each !== id),
  );
  if (closest === undefined) return error;
  return new CommandError(message, { ...failure, hint: `did you mean "${closest}"?` }, { cause: error });
}

/** Adds to an error that says how long was waited which part of that was set. */
export function withSetTime(error: unknown, env: NodeJS.ProcessEnv): unknown {
  const { message, ...failure } = failureOf(error);
  if (failure.code !== "deadline_exceeded") return error;
  const [set, more] = [clientTimeoutMs(env), groupGraceMs].map(formatDuration);
  const hint = `INFRAKIT_CLIENT_TIMEOUT is ${set}, and a group plugin has ${more} more to name whom it waits for; a longer one may help`;
  return new CommandError(message, { ...failure, hint }, { cause: error });
}
