import {
  formatPluginName,
  LocalError,
  parsePluginName,
  pluginDirectory,
  scanPlugins,
  SocketPlugins,
} from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";
import { listenForStop } from "../stop-signal.ts";
import { askConsent } from "./check-consent.ts";
import { type InputOptions, readInputs } from "./check-inputs.ts";
import { checkDocument, type CheckedCase, conforms, formatCase, formatSummary } from "./check-report.ts";
import type { ReadyCases, SuiteContext, Target } from "./check-suite.ts";
import { suites } from "./check-suites.ts";

/** Options of `infrakit plugin check`. */
export interface CheckOptions extends InputOptions {
  readonly interface?: string;
  readonly type?: string;
  readonly yes?: true;
}

/** Runs the conformance cases of all that a plugin hosts, and tells how each ends. */
export async function check(context: Context, name: string, options: CheckOptions): Promise<void> {
  const inputs = await readInputs(options);
  const sockets = new SocketPlugins(pluginDirectory(context.env), context.env);
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  try {
    const place = await findPlace(context, sockets, name);
    const targets = await targetsOf(place, name, options);
    const ready = await prepareAll(targets, { ...place, sockets, inputs, signal: stop.signal });
    if (options.yes !== true && targets.some((target) => suites[target.interface]?.makes === true))
      await askConsent(context, name, stop.signal);
    const checked = await runAll(context, ready);
    if (stop.signal.aborted) throw interrupted(name);
    answer(context, checkDocument(name, checked), ["", formatSummary(name, checked)]);
    if (!conforms(checked)) process.exitCode = exitCode.failed;
  } finally {
    stop.close();
    await sockets.close();
  }
}

type Place = Pick<SuiteContext, "connection" | "address">;

async function findPlace({ env }: Context, sockets: SocketPlugins, name: string): Promise<Place> {
  const { lookup } = parsePluginName(name);
  const connection = await sockets.find(name);
  const endpoint = (await scanPlugins(pluginDirectory(env))).find((other) => other.name === lookup);
  if (connection === undefined || endpoint === undefined)
    throw new LocalError("plugin_not_found", `plugin not found:${name}`);
  return { connection, address: endpoint.address };
}

/** The wire first: what fails there makes everything else fail too. */
async function targetsOf(
  { connection }: Place,
  name: string,
  options: CheckOptions,
): Promise<readonly Target[]> {
  const { lookup, type } = parsePluginName(name);
  const wanted = options.type ?? (type === "" ? undefined : type);
  const hosted = (await connection.interfaces()).flatMap((one) =>
    (one.objects ?? ["."]).map((object) => ({ interface: one.name, object })),
  );
  const chosen = hosted.filter(
    (one) =>
      suites[one.interface] !== undefined &&
      (options.interface ?? one.interface) === one.interface &&
      (wanted ?? one.object) === one.object,
  );
  if (chosen.length === 0) throw nothingToCheck(name, hosted);
  const named = chosen.map((one) => ({
    interface: one.interface,
    name: one.object === "." ? lookup : formatPluginName({ lookup, type: one.object }),
  }));
  // An older plugin lists an interface once for each of its versions.
  const distinct = new Map(named.map((target) => [`${target.interface} ${target.name}`, target]));
  return [{ interface: "Wire", name: lookup }, ...distinct.values()];
}

/** All before the first is run: whoever has not told enough is told so before anything is made. */
async function prepareAll(
  targets: readonly Target[],
  suiteContext: SuiteContext,
): Promise<ReadonlyMap<Target, ReadyCases>> {
  const ready = new Map<Target, ReadyCases>();
  for (const target of targets) {
    const suite = suites[target.interface];
    if (suite !== undefined) ready.set(target, await suite.prepare(target, suiteContext));
  }
  return ready;
}

async function runAll(
  context: Context,
  ready: ReadonlyMap<Target, ReadyCases>,
): Promise<readonly CheckedCase[]> {
  const checked: CheckedCase[] = [];
  for (const [target, run] of ready) {
    for await (const result of run()) {
      checked.push({ target, result });
      if (!context.isJson) context.stdout.write(`${formatCase({ target, result })}\n`);
    }
  }
  return checked;
}

function nothingToCheck(
  name: string,
  hosted: readonly { readonly interface: string; readonly object: string }[],
): CommandError {
  const there = [...new Set(hosted.map((one) => `${one.interface} ${one.object}`))].join(", ");
  const hint = `it hosts: ${there === "" ? "nothing" : there}; there are cases for ${Object.keys(suites).join(", ")}`;
  return badInput(`Cannot check plugin "${name}": there is nothing of that kind to check`, { hint });
}

function interrupted(name: string): CommandError {
  return new CommandError(`Cannot finish the check of plugin "${name}": it was told to stop`, {
    code: "interrupted",
    hint: "what the cases had made was destroyed",
  });
}
