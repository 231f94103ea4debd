import { type Infrakit, startInfrakit } from "@infrakit/infrakit";
import {
  explainSlowCalls,
  type GroupSpec,
  type GroupStatus,
  type LocalError,
  messageOf,
  type MetricsAddress,
  openGivenSizes,
  parseMetricsAddress,
  pluginDirectory,
  policyFromEnvironment,
  type ServedMetrics,
  serveMetrics,
  userPaths,
} from "@infrakit/infrakit/operator";
import type { Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";
import { leavingWords } from "../group/standing.ts";
import { readSpecs } from "../spec/read-specs.ts";
import { listenForStop, type StopSignal } from "../stop-signal.ts";
import { commitSpecs } from "./commit-specs.ts";
import { leftRunningLines } from "./left-running.ts";
import { plainText } from "../table.ts";
import { openView } from "./open-view.ts";
import { tellWaits } from "../tell-waits.ts";
import type { View } from "./view.ts";

/** Options of `infrakit up`. */
export interface UpOptions {
  readonly destroy?: true;
  readonly destroyOnExit?: true;
  readonly allowUnknown?: true;
  readonly metrics?: string;
}

/** What all parts of one run know. */
interface Run {
  readonly stateDir: string;
  readonly paths: readonly string[];
  readonly specs: readonly GroupSpec[];
  readonly options: UpOptions;
  readonly metricsAddress: MetricsAddress | undefined;
  readonly view: View;
  readonly stop: StopSignal;
}

/** How far a run has come. */
interface Started {
  infrakit?: Infrakit;
  /** What there is to say at the end: a controller that is closed knows nothing any more. */
  last?: readonly string[];
}

/** Keeps the groups of specs alive until a signal comes. */
export async function up(context: Context, paths: readonly string[], options: UpOptions): Promise<void> {
  const { env, output } = context;
  const metricsAddress = readMetricsAddress(options);
  const specs = await readSpecs(context, paths, options);
  output.goOn();
  const policy = policyFromEnvironment(env);
  const started: Started = {};
  const view = openView(context, (id) => findStatus(started.infrakit, id));
  const stop = listenForStop(() => {
    view.close(started.last ?? (started.infrakit === undefined ? [] : lastWords(run, started.infrakit)));
    process.exit(exitCode.interrupted);
  });
  stop.signal.addEventListener("abort", () => view.say("stopping; Ctrl-C again stops at once"));
  const stateDir = userPaths(env).state;
  const run: Run = { stateDir, paths, specs, options, metricsAddress, view, stop };
  try {
    const { logger } = view;
    started.infrakit = await startInfrakit({
      stateDir,
      pluginsDir: pluginDirectory(env),
      policy,
      logger,
      env,
    });
    await show(run, started.infrakit, (last) => (started.last = last));
    view.close(started.last ?? []);
  } finally {
    view.close([]);
    stop.close();
  }
}

/** Shows the groups while they are kept, and tells what there is to say at the end before it closes. */
async function show(
  run: Run,
  infrakit: Infrakit,
  tellLast: (lines: readonly string[]) => void,
): Promise<void> {
  const shown = showAll(infrakit, run.view);
  let metrics: ServedMetrics | undefined;
  try {
    metrics = await openMetrics(run, infrakit);
    await (run.options.destroy === true ? destroyGroups(run, infrakit) : keepGroups(run, infrakit));
    tellLast(lastWords(run, infrakit));
  } finally {
    await metrics?.close();
    const words = (): string => stopWords(infrakit);
    await tellWaits({ say: (line) => run.view.say(line), words }, infrakit.close());
    await shown;
  }
}

function readMetricsAddress({ metrics }: UpOptions): MetricsAddress | undefined {
  if (metrics === undefined) return undefined;
  try {
    return parseMetricsAddress(metrics);
  } catch (error) {
    throw badInput(messageOf(error), { cause: error });
  }
}

async function openMetrics(
  { metricsAddress, view }: Run,
  infrakit: Infrakit,
): Promise<ServedMetrics | undefined> {
  if (metricsAddress === undefined) return undefined;
  const served = await serveMetrics(metricsAddress, () => infrakit.metrics());
  view.say(`metrics are at ${served.address}`);
  return served;
}

async function showAll(infrakit: Infrakit, view: View): Promise<void> {
  for await (const { id, status } of infrakit.watchAll()) view.show(id, status);
}

async function keepGroups(run: Run, infrakit: Infrakit): Promise<void> {
  await commitAll(run, infrakit);
  await run.stop.stopped;
  if (run.options.destroyOnExit === true) await destroyGroups(run, infrakit);
}

async function commitAll({ stop, specs, view, stateDir }: Run, infrakit: Infrakit): Promise<void> {
  const { signal } = stop;
  const given = await openGivenSizes(stateDir);
  try {
    await commitSpecs(specs, { infrakit, given, say: (line) => view.say(line), signal });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    view.say("stopped before all specs were committed");
  } finally {
    await given.close();
  }
}

/** Ends all instances of the groups of the specs. The first signal may have led here: only the second one ends it. */
async function destroyGroups(run: Run, infrakit: Infrakit): Promise<void> {
  const { specs, view } = run;
  const ids = specs.map(({ id }) => id);
  const destroyed = ids.filter((id) => isKept(infrakit, id));
  const damages: LocalError[] = [];
  for (const id of ids.filter((each) => !destroyed.includes(each))) {
    const damage = await infrakit.damage(id);
    if (damage !== undefined) damages.push(damage);
    else view.say(`${id} is not kept: nothing to destroy; instances that were freed are left alone`);
  }
  if (destroyed.length > 0) await destroyKept(run, infrakit, destroyed);
  const [damage] = damages;
  if (damage !== undefined) throw damage;
}

async function destroyKept(
  { view, stop, options }: Run,
  infrakit: Infrakit,
  destroyed: readonly string[],
): Promise<void> {
  const { signal } = stop;
  view.say(`destroying ${destroyed.join(", ")}`);
  try {
    if (options.destroy === true) signal.throwIfAborted();
    const until = options.destroy === true ? { signal } : {};
    const words = (): string => destroyWords(infrakit, destroyed);
    const destroying = Promise.all(destroyed.map((id) => infrakit.destroy(id, until)));
    await tellWaits({ say: (line) => view.say(line), words }, destroying);
  } catch (error) {
    if (!signal.aborted || options.destroy !== true) throw error;
    const hint = "the same command goes on where this one ended";
    throw new CommandError("Cannot finish to destroy: it was interrupted", { code: "interrupted", hint });
  }
}

function findStatus(infrakit: Infrakit | undefined, id: string): GroupStatus | undefined {
  return infrakit !== undefined && isKept(infrakit, id) ? infrakit.controller.status(id) : undefined;
}

function isKept({ controller }: Infrakit, id: string): boolean {
  return controller.ids().includes(id);
}

/** What a stop waits for: steps that were begun have 10 s to end. */
function stopWords(infrakit: Infrakit): string {
  const words = explainSlowCalls(infrakit.slowCalls());
  return words === "" ? "" : plainText(`still waiting, for 10 s at most: ${words}`);
}

/** Who is still to go, and which plugin has not answered. */
function destroyWords(infrakit: Infrakit, ids: readonly string[]): string {
  const left = ids.flatMap((id) => {
    const status = findStatus(infrakit, id);
    const words = status === undefined ? "" : leavingWords(status);
    return words === "" ? [] : [`${id}: ${words}`];
  });
  const calls = explainSlowCalls(infrakit.slowCalls());
  const words = [...left, ...(calls === "" ? [] : [plainText(calls)])].join("; ");
  return words === "" ? "" : `still destroying: ${words}`;
}

function lastWords({ specs, paths }: Run, { controller }: Infrakit): readonly string[] {
  const groups = controller.ids().map((id) => ({ id, status: controller.status(id) }));
  return leftRunningLines(groups, { ids: specs.map(({ id }) => id), paths });
}
