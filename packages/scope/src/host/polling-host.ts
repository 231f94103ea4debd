import type { DirectoryHints } from "@infrakit/discovery/watch";
import type { PluginSpec, Report } from "../report/index.ts";
import { ChangeFeed } from "./change-feed.ts";
import type { Clock } from "./clock.ts";
import { mergePlugins } from "./merged-reports.ts";
import type { Logger } from "./logger.ts";
import type { PluginContext, PluginLimits } from "./plugin-context.ts";
import { PollGate } from "./poll-gate.ts";
import type { PluginConnection } from "./poll-plugin.ts";
import { PolledPlugin } from "./polled-plugin.ts";
import { crowdedFault, planRoster, type RosterEntry } from "./roster.ts";
import type { FileSystem, Scan } from "./scan.ts";
import { ScanLoop } from "./scan-loop.ts";
import type { ControlAnswer, ControlRequest, HostedPlugin, ScopeChange, ScopeHost } from "./scope-host.ts";

/** What a host works on. */
export interface HostWorld {
  readonly clock: Clock;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly files: FileSystem;
  readonly hints: DirectoryHints;
  readonly connect: (path: string) => PluginConnection;
}

/** How a host works, all of it. */
export interface HostSettings {
  /** Absolute; empty for a host without plugins. */
  readonly root: string;
  readonly probeId: string;
  readonly hostname: string;
  readonly scanMs: number;
  readonly maxConcurrent: number;
  readonly limits: PluginLimits;
  readonly logger: Logger;
}

/** A host in a given world. */
export class PollingHost implements ScopeHost {
  readonly probeId: string;
  readonly hostname: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #context: PluginContext;
  readonly #scans: ScanLoop;
  readonly #feed = new ChangeFeed();
  /** In byte order of the paths. */
  #roster: readonly RosterEntry[] = [];
  /** Those of the roster that are polled. */
  readonly #pluginsByPath = new Map<string, PolledPlugin>();
  /** What the last scan had to say. */
  #told: ReadonlySet<string> = new Set();
  #merged: Report | undefined;
  readonly #closings = new Set<Promise<void>>();

  constructor(world: HostWorld, settings: HostSettings) {
    const { probeId, hostname, logger, limits, maxConcurrent, root, scanMs } = settings;
    this.probeId = probeId;
    this.hostname = hostname;
    this.#clock = world.clock;
    this.#logger = logger;
    const gate = new PollGate(maxConcurrent);
    const publish = (change: ScopeChange): void => this.#publish(change);
    const lookAgain = (): void => this.#scans.wake();
    this.#context = { ...world, logger, gate, publish, lookAgain, probeId, limits };
    const onError = (error: unknown): void =>
      logger.warn({ error }, `Cannot watch "${root}": ${String(error)}; changes are seen every ${scanMs} ms`);
    this.#scans = new ScanLoop(world, { root, scanMs, onScan: (found) => this.#take(found), onError });
  }

  /** Resolves after the first scan. */
  start(): Promise<void> {
    return this.#scans.start();
  }

  plugins(): readonly HostedPlugin[] {
    const { plugins } = this.report();
    return this.#roster.map((entry) => describe(entry, plugins));
  }

  /** Merges only if something may have changed since it did. */
  report(): Report {
    if (this.#merged !== undefined) return this.#merged;
    const plugins = this.#roster.flatMap(({ path }) => this.#pluginsByPath.get(path) ?? []);
    const { probeId, hostname } = this;
    this.#merged = mergePlugins(plugins, { probeId, hostname, now: this.#clock.now() });
    return this.#merged;
  }

  async control(request: ControlRequest): Promise<ControlAnswer> {
    const { control } = request;
    const tilde = control.indexOf("~");
    const plugin = this.#find(control.slice(0, Math.max(0, tilde)));
    if (plugin === undefined || !plugin.hasControl(control))
      return { error: `Control ${JSON.stringify(control)} not recognised` };
    return plugin.control(request, control.slice(tilde + 1));
  }

  changes(signal: AbortSignal): AsyncIterable<ScopeChange> {
    return this.#feed.subscribe(signal);
  }

  async close(): Promise<void> {
    await this.#scans.close();
    for (const path of this.#pluginsByPath.keys()) this.#end(path);
    await Promise.all(this.#closings);
    this.#feed.close();
  }

  #find(id: string): PolledPlugin | undefined {
    const entry = this.#roster.find((each) => each.id === id && this.#pluginsByPath.has(each.path));
    return entry === undefined ? undefined : this.#pluginsByPath.get(entry.path);
  }

  #publish(change: ScopeChange): void {
    if (change.kind !== "shortcut") this.#merged = undefined;
    this.#feed.publish(change);
  }

  /** Makes what is polled what there is. */
  #take(found: Scan): void {
    const known = this.#roster;
    this.#roster = planRoster(known, found);
    this.#tell([...found.warnings, ...warningsOf(this.#roster)], found.notes);
    const polled = this.#roster.filter(({ fault }) => fault === undefined);
    const desired = new Set(polled.map(({ path }) => path));
    for (const path of this.#pluginsByPath.keys()) if (!desired.has(path)) this.#end(path);
    const identities = new Map(known.map(({ path, identity }) => [path, identity]));
    for (const { path, identity } of polled) this.#poll(path, identities.get(path) === identity);
    if (JSON.stringify(known) !== JSON.stringify(this.#roster)) this.#publish({ kind: "plugins" });
  }

  #poll(path: string, isSame: boolean): void {
    const known = this.#pluginsByPath.get(path);
    if (known !== undefined) return isSame ? undefined : known.renew();
    this.#logger.info({ path }, `Added plugin "${path}"`);
    const plugin = new PolledPlugin(path, this.#context);
    this.#pluginsByPath.set(path, plugin);
    plugin.start();
  }

  #end(path: string): void {
    const plugin = this.#pluginsByPath.get(path);
    if (plugin === undefined) return;
    this.#logger.info({ path }, `Removed plugin "${path}"`);
    this.#pluginsByPath.delete(path);
    const closing = plugin.close().finally(() => this.#closings.delete(closing));
    this.#closings.add(closing);
    this.#publish({ kind: "report" });
  }

  /** Says what is to be said of a scan, once and not at every scan. */
  #tell(warnings: readonly string[], notes: readonly string[]): void {
    for (const warning of warnings) if (!this.#told.has(warning)) this.#logger.warn({}, warning);
    for (const note of notes) if (!this.#told.has(note)) this.#logger.info({}, note);
    this.#told = new Set([...warnings, ...notes]);
  }
}

function describe(
  { path, id, refusal, fault }: RosterEntry,
  plugins: ReadonlyMap<string, PluginSpec>,
): HostedPlugin {
  if (fault === undefined) return { path, spec: plugins.get(id) ?? { id, label: id } };
  const spec = { id, label: id, status: `error: ${fault}` };
  return { path, spec, ...(refusal !== undefined && { refusal }) };
}

/** One for each socket that is not polled, and one for all that are too many. */
function warningsOf(roster: readonly RosterEntry[]): readonly string[] {
  const faulty = roster.filter(({ fault }) => fault !== undefined);
  const crowded = faulty.filter(({ fault }) => fault === crowdedFault);
  const [first] = crowded;
  const others = faulty.filter(({ fault }) => fault !== crowdedFault);
  const warnings = others.map(({ path, fault }) => `Cannot use "${path}" as a plugin: ${fault}`);
  if (first === undefined) return warnings;
  const many = crowded.length === 1 ? "" : `, nor ${crowded.length - 1} others`;
  return [...warnings, `Cannot use "${first.path}" as a plugin${many}: ${crowdedFault}`];
}
