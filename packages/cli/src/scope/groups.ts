import { hostname } from "node:os";
import { type AllowedControls, parseAllowedControls, serveGroupsInScope } from "@infrakit/infrakit/bridge";
import { messageOf, pluginDirectory } from "@infrakit/infrakit/operator";
import { scopePluginsDirectory } from "@infrakit/infrakit/scope";
import { type Context, note } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput } from "../failure.ts";
import { listenForStop } from "../stop-signal.ts";

/** Which groups are shown, and what may be done to them. */
export interface GroupsOptions {
  readonly root?: string;
  readonly plugin?: string;
  readonly allow?: readonly string[];
}

/** Shows groups in Scope until a signal comes. */
export async function showGroups(
  context: Context,
  { root, plugin, allow = [] }: GroupsOptions,
): Promise<void> {
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  const served = await serveGroupsInScope({
    pluginsDir: pluginDirectory(context.env),
    ...(plugin !== undefined && { plugin }),
    root: root ?? scopePluginsDirectory(context.env),
    hostname: hostname(),
    allowed: parse(allow),
    onWarning: ({ message }) => void context.stderr.write(`${message}\n`),
  });
  note(context, `Showing groups at ${served.path}`);
  note(context, allow.length === 0 ? "No control is allowed: see --allow" : `Allowed: ${allow.join(" ")}`);
  await stop.stopped;
  await served.close();
  stop.close();
}

function parse(allow: readonly string[]): AllowedControls {
  try {
    return parseAllowedControls(allow);
  } catch (error) {
    throw badInput(messageOf(error), { cause: error });
  }
}
