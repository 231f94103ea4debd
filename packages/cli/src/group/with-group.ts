import { type GroupPlugin, openGroupPlugin, pluginDirectory } from "@infrakit/infrakit/operator";
import type { Context } from "../context.ts";

/** What all group commands understand. */
export interface GroupOptions {
  readonly plugin?: string;
}

/** Does something with the group plugin that is meant. */
export async function withGroup(
  { env }: Context,
  options: GroupOptions,
  act: (group: GroupPlugin) => Promise<void>,
): Promise<void> {
  const plugin = await openGroupPlugin(pluginDirectory(env), options.plugin);
  try {
    await act(plugin.group);
  } finally {
    await plugin.close();
  }
}
