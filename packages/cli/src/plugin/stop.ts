import {
  findPluginProcess,
  listPlugins,
  messageOf,
  type NotStopped,
  pluginDirectory,
  type PluginProcess,
  stopPlugins,
} from "@infrakit/infrakit/operator";
import { answer, type Context, note } from "../context.ts";
import { badInput, CommandError } from "../failure.ts";
import { plainText } from "../table.ts";

/** Options of `infrakit plugin stop`. */
export interface StopOptions {
  readonly all?: true;
}

/** Stops plugins. What can be stopped is stopped, also if something else cannot; that is told at the end. */
export async function stop(context: Context, names: readonly string[], { all }: StopOptions): Promise<void> {
  if (names.length > 0 === (all === true)) throw badInput("Cannot stop: give names of plugins, or --all");
  const directory = pluginDirectory(context.env);
  const wanted = all === true ? await servedNames(directory) : names;
  const found = await Promise.allSettled(wanted.map((name) => findPluginProcess(directory, name)));
  const processes = found.filter((end) => end.status === "fulfilled").map(({ value }) => value);
  const remaining = await stopPlugins(directory, processes);
  tell(
    context,
    processes.filter((process) => !remaining.some(({ plugin }) => plugin === process)),
  );
  const failed = found.filter((end) => end.status === "rejected").map(({ reason }) => reason as unknown);
  const [first, ...others] = [...failed, ...remaining.map(stillThere)];
  for (const error of others) note(context, `infrakit: ${messageOf(error)}`);
  if (first !== undefined) throw first instanceof Error ? first : new Error(messageOf(first));
}

function tell(context: Context, stopped: readonly PluginProcess[]): void {
  const named = new Set(stopped.map(({ name }) => name));
  const rows = stopped.map(({ name, pid, others }) => ({
    name,
    pid,
    others: others.filter((other) => !named.has(other)),
  }));
  const document = { Stopped: rows.map(({ name, pid, others }) => ({ Name: name, PID: pid, With: others })) };
  const lines = rows.map(({ name, pid, others }) => {
    const also = others.length === 0 ? "" : `, and with it what it served as well: ${others.join(", ")}`;
    return plainText(`Stopped ${name}, process ${pid}${also}`);
  });
  answer(context, document, lines);
}

function stillThere({ plugin, serves }: NotStopped): CommandError {
  const { name, pid } = plugin;
  const hint = `kill -9 ${pid} ends it at once; what it keeps is taken up by the next start`;
  const does = serves ? "still serves" : "serves no more, but has not ended";
  return new CommandError(`Cannot stop plugin "${name}": process ${pid} was told to and ${does}`, { hint });
}

/** Sockets that dead plugins left behind are none of them. */
async function servedNames(directory: string): Promise<readonly string[]> {
  const { plugins, broken } = await listPlugins(directory);
  const served = [...plugins, ...broken.filter(({ isDead }) => !isDead)];
  return [...new Set(served.map(({ name }) => name.split("/")[0] ?? name))];
}
