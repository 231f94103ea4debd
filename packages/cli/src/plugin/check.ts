import {
  formatDuration,
  formatPluginName,
  LocalError,
  messageOf,
  parsePluginName,
  pluginDirectory,
  scanPlugins,
  SocketPlugins,
} from "@infrakit/infrakit/operator";
import { wireCases } from "@infrakit/testing/conformance";
import { answer, type Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";
import { listenForStop } from "../stop-signal.ts";
import { plainText } from "../table.ts";
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
    const peer = await greet(place, inputs.deadlineMs);
    if ("silent" in peer) return report(context, name, { checked: [tellCase(context, peer.silent)], place });
    const targets = targetsOf(peer.hosted, name, options);
    const ready = await prepareAll(targets, { ...place, sockets, inputs, targets, signal: stop.signal });
    if (options.yes !== true && targets.some((target) => suites[target.interface]?.makes === true))
      await askConsent(context, name, stop.signal);
    const checked = await runAll(context, ready);
    if (stop.signal.aborted) throw interrupted(name, { checked, place });
    report(context, name, { checked, place });
  } finally {
    stop.close();
    await sockets.close();
  }
}

/** What was found out, and where. */
interface Findings {
  readonly checked: readonly CheckedCase[];
  readonly place: Place;
}

function report(context: Context, name: string, { checked, place }: Findings): void {
  const left = isLeft(checked) ? ["", howToRemove(place)] : [];
  answer(context, checkDocument(name, checked), ["", formatSummary(name, checked), ...left]);
  if (!conforms(checked)) process.exitCode = exitCode.failed;
}

interface Place extends Pick<SuiteContext, "connection" | "address"> {
  /** The name by which the plugin is looked up. */
  readonly lookup: string;
}

async function findPlace({ env }: Context, sockets: SocketPlugins, name: string): Promise<Place> {
  const { lookup } = parsePluginName(name);
  const connection = await sockets.find(name);
  const endpoint = (await scanPlugins(pluginDirectory(env))).find((other) => other.name === lookup);
  if (connection === undefined || endpoint === undefined)
    throw new LocalError("plugin_not_found", `plugin not found:${name}`);
  return { connection, address: endpoint.address, lookup };
}

/** An object that a plugin says it hosts; `.` is the one without a name. */
interface Hosted {
  readonly interface: string;
  readonly object: string;
}

/** Asks what the plugin hosts. If there is no answer that can be used, that is the first case that fails. */
async function greet(
  { connection, address, lookup }: Place,
  deadlineMs: number,
): Promise<{ readonly hosted: readonly Hosted[] } | { readonly silent: CheckedCase }> {
  const start = performance.now();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), deadlineMs);
  try {
    const peer = await connection.interfaces({ signal: limit.signal });
    const hosted = peer.flatMap((one) =>
      (one.objects ?? ["."]).map((object) => ({ interface: one.name, object })),
    );
    return { hosted };
  } catch (error) {
    // A .listen file leads to another address.
    const tried = connection.address === address ? "" : ` (tried ${address})`;
    // Nobody is there who could be checked.
    if (error instanceof LocalError && error.code === "plugin_unreachable")
      throw new LocalError(error.code, `${error.message}${tried}`, { cause: error });
    const ms = Math.round(performance.now() - start);
    const message = limit.signal.aborted
      ? `no answer to Handshake.Hello within ${formatDuration(deadlineMs)}`
      : messageOf(error);
    return { silent: silence(lookup, { message: `${message}${tried}`, ms }) };
  } finally {
    clearTimeout(timer);
  }
}

function silence(
  name: string,
  { message, ms }: { readonly message: string; readonly ms: number },
): CheckedCase {
  const [first] = wireCases;
  const result = { name: first?.name ?? "Handshake.Hello", severity: "must", outcome: "fails" } as const;
  return { target: { interface: "Wire", name }, result: { ...result, message, ms } };
}

/** The wire first: what fails there makes everything else fail too. Then in the order of the suites. */
function targetsOf(hosted: readonly Hosted[], name: string, options: CheckOptions): readonly Target[] {
  const { lookup, type } = parsePluginName(name);
  const wanted = options.type ?? (type === "" ? undefined : type);
  const chosen = hosted.filter(
    (one) =>
      suites[one.interface] !== undefined &&
      (options.interface ?? one.interface) === one.interface &&
      (wanted ?? one.object) === one.object,
  );
  if (chosen.length === 0) throw nothingToCheck(name, { interface: options.interface, type: wanted, hosted });
  const order = Object.keys(suites);
  const named = chosen
    .toSorted((a, b) => order.indexOf(a.interface) - order.indexOf(b.interface))
    .map((one) => ({
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
    for await (const result of run()) checked.push(tellCase(context, { target, result }));
  }
  return checked;
}

/** People see each case as soon as it has ended. */
function tellCase(context: Context, one: CheckedCase): CheckedCase {
  if (!context.isJson) context.stdout.write(`${formatCase(one)}\n`);
  return one;
}

interface Choice {
  readonly interface: string | undefined;
  readonly type: string | undefined;
  readonly hosted: readonly Hosted[];
}

/** How many of the objects are named that a plugin hosts. */
const maxNamed = 20;

function nothingToCheck(name: string, { interface: wanted, type, hosted }: Choice): CommandError {
  const there = [...new Set(hosted.map((one) => `${one.interface} ${one.object}`))];
  const named = there.slice(0, maxNamed).map(plainText).join(", ");
  const more = there.length > maxNamed ? ` and ${there.length - maxNamed} more` : "";
  const what = [
    ...(wanted === undefined ? [] : [`interface "${wanted}"`]),
    ...(type === undefined ? [] : [`type "${type}"`]),
  ].join(" and ");
  const given = what === "" ? "" : ` of ${what}`;
  const hint = `it hosts: ${named === "" ? "nothing" : named}${more}; there are cases for ${Object.keys(suites).join(", ")}`;
  return badInput(`Cannot check plugin "${name}": it hosts nothing${given} that can be checked`, { hint });
}

function interrupted(name: string, { checked, place }: Findings): CommandError {
  const hint = isLeft(checked) ? howToRemove(place) : "what the cases had made is gone";
  return new CommandError(`Cannot finish the check of plugin "${name}": it was told to stop`, {
    code: "interrupted",
    hint,
  });
}

function isLeft(checked: readonly CheckedCase[]): boolean {
  return checked.some(({ result }) => result.isLeft === true);
}

/** The cases say what is left; this is how it goes. */
function howToRemove({ address }: Place): string {
  const to = /^[a-z]+:\/\//.test(address)
    ? address.replace(/^tcp:/, "http:")
    : `--unix-socket ${address} http://d/`;
  const call = `{"jsonrpc":"2.0","method":"Instance.Destroy","params":{"Type":"","Instance":"<id>"},"id":1}`;
  return `Not all that the cases made is gone: see "still there" and "cleaning up failed" above. To remove an instance: curl -H 'Content-Type: application/json' -d '${call}' ${to}`;
}
