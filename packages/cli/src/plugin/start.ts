import {
  messageOf,
  parseWantedPlugin,
  pluginDirectory,
  startPlugins,
  userPaths,
  type WantedPlugin,
} from "@infrakit/infrakit/operator";
import type { Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput } from "../failure.ts";
import { createJsonLogger, createTextLogger } from "../logger.ts";
import { listenForStop } from "../stop-signal.ts";

/** Runs plugins until a signal comes. */
export async function start(context: Context, texts: readonly string[]): Promise<void> {
  const wanted = texts.map(parse);
  refuseTwins(wanted);
  const { env, stderr, isJson } = context;
  const isForPeople = stderr.isTTY && !isJson;
  const logger = isForPeople
    ? createTextLogger({ level: "info", print: (line) => stderr.write(`${line}\n`) })
    : createJsonLogger();
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  const directory = pluginDirectory(env);
  const plugins = await startPlugins(wanted, { directory, stateDir: userPaths(env).state, env, logger });
  for (const { kind, name } of wanted) logger.info({ kind: kind.name, plugin: name, directory }, "serving");
  await stop.stopped;
  logger.info({}, "stopping; a second signal stops at once");
  await plugins.close();
  stop.close();
}

function parse(text: string): WantedPlugin {
  try {
    return parseWantedPlugin(text);
  } catch (error) {
    throw badInput(messageOf(error), { cause: error });
  }
}

function refuseTwins(wanted: readonly WantedPlugin[]): void {
  const names = wanted.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  const hint = "give one of them another name, as in file:other";
  throw badInput(`Cannot start plugin "${twin}": the name is given twice`, { hint });
}
