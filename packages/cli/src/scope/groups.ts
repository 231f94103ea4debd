import { hostname } from "node:os";
import {
  type AbsentGroup,
  type AllowedControls,
  parseAllowedControls,
  serveGroupsInScope,
} from "@infrakit/infrakit/bridge";
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
  const allowed = parse(allow);
  const warn = (message: string): void => void context.stderr.write(`${message}\n`);
  const served = await serveGroupsInScope({
    pluginsDir: pluginDirectory(context.env),
    ...(plugin !== undefined && { plugin }),
    root: root ?? scopePluginsDirectory(context.env),
    hostname: hostname(),
    allowed,
    onWarning: ({ message }) => warn(message),
  });
  for (const each of served.absent) warn(explainAbsent(each));
  note(context, `Showing groups at ${served.path}`);
  note(context, listAllowed(allowed, served.absent));
  await stop.stopped;
  await served.close();
  stop.close();
}

function explainAbsent({ id, closest }: AbsentGroup): string {
  const meant =
    closest === undefined ? "`infrakit group ls` lists those there are." : `did you mean "${closest}"?`;
  return `Cannot find the group "${id}" of --allow: ${meant} Its controls are allowed if it comes later`;
}

function listAllowed(allowed: AllowedControls, absent: readonly AbsentGroup[]): string {
  if (allowed.size === 0) return "No control is allowed: see --allow";
  const missing = new Set(absent.map(({ id }) => id));
  const listed = Array.from(allowed, ([id, controls]) => {
    const text = `${id}:${[...controls].join(",")}`;
    return missing.has(id) ? `${text} (no such group yet)` : text;
  });
  return `Allowed: ${listed.join(" ")}`;
}

function parse(allow: readonly string[]): AllowedControls {
  try {
    return parseAllowedControls(allow);
  } catch (error) {
    throw badInput(messageOf(error), { cause: error });
  }
}
