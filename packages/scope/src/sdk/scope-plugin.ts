import type { PluginSpec } from "../report/index.ts";
import { answerRequest, type Answering, createFormat } from "./answer-request.ts";
import { draftReport, type ReportPlan, silentReport } from "./build-report.ts";
import { checkOptions } from "./check-options.ts";
import type { ControlDeclaration, Topologies } from "./declaration.ts";
import type { ListenOptions, ScopePluginServer } from "./listen-for-hosts.ts";
import type { ReportBuilder } from "./node-builder.ts";
import { PluginServers } from "./plugin-servers.ts";
import { ReportCache } from "./report-cache.ts";
import type { ScopeAnswer, ScopeRequest } from "./scope-answer.ts";
import { createShells } from "./topology-shell.ts";

/** What a plugin is. `Declared` and `ControlId` are inferred from it. */
export interface ScopePluginOptions<Declared extends Topologies, ControlId extends string> {
  /** Letters and digits, in words that are joined by single dashes: the name of its socket, and of its directory. */
  readonly id: string;
  /** What people see in the list of plugins. */
  readonly label: string;
  readonly description?: string;
  /** What it speaks of: the names that its reports may use. */
  readonly topologies: Declared;
  /** Buttons on its nodes, by id. */
  readonly controls?: Readonly<Record<ControlId, ControlDeclaration>>;
  /**
   * Says how things are now. It is called when a host asks and the last report is not new, one call at a time. It may
   * be slow: hosts get the last report meanwhile. If it throws they get it too, until it is too old; then they show
   * why. The signal is aborted when nobody waits any more.
   */
  readonly report: (builder: ReportBuilder<Declared, ControlId>, signal: AbortSignal) => void | Promise<void>;
  /** Told why a report or a control failed. Default: a line on stderr. */
  readonly onWarning?: (error: Error) => void;
  /**
   * How old a report may be that is still shown, and how long making one may take, in milliseconds. Default 15 s,
   * after which Scope's app forgets what it is not told again.
   */
  readonly maxAgeMs?: number;
  /** How many samples of a metric a report holds. Default 15: with one a second as many as Scope's app draws. */
  readonly maxSamples?: number;
}

/** A plugin that is ready to answer. */
export interface ScopePlugin {
  /** Answers one request, for a server of your own; {@link ScopePlugin.listen} needs no other. Never rejects. */
  handle(request: ScopeRequest): Promise<ScopeAnswer>;
  /**
   * Listens at `<directory>/<id>/<id>.sock`, where hosts look. A socket that a plugin left there that was killed is
   * removed.
   * @throws Error if somebody listens there, others may write to the directory, the path is too long, or the plugin is
   * closed meanwhile.
   */
  listen(options?: ListenOptions): Promise<ScopePluginServer>;
  /**
   * Closes all servers, those that are only about to listen too, and lets go of a report that is being made. It may
   * listen again.
   */
  close(): Promise<void>;
}

const defaultMaxAgeMs = 15_000;
const defaultMaxSamples = 15;

/**
 * Makes a plugin that every release of Scope's probe can use, and our host.
 *
 * @throws Error if an option is one that hosts would misread.
 */
export function createScopePlugin<const Declared extends Topologies, const ControlId extends string = never>(
  options: ScopePluginOptions<Declared, ControlId>,
): ScopePlugin {
  checkOptions(options);
  const answering = createAnswering(options as unknown as ScopePluginOptions<Topologies, string>);
  const handle = (request: ScopeRequest): Promise<ScopeAnswer> => answerRequest(answering, request);
  const { id } = options;
  const servers = new PluginServers({ id, handle, onWarning: answering.onWarning });
  return {
    handle,
    listen: (listenOptions = {}) => servers.listen(listenOptions),
    async close() {
      await servers.close();
      answering.cache.close();
    },
  };
}

function createAnswering(options: ScopePluginOptions<Topologies, string>): Answering {
  const { controls = {}, report, onWarning = warn, maxAgeMs = defaultMaxAgeMs } = options;
  const plan = planOf(options);
  const cache = new ReportCache({
    maxAgeMs,
    onWarning,
    silent: silentReport(plan),
    async collect(before, signal) {
      const draft = draftReport(plan, new Date());
      await report(draft.builder, signal);
      return draft.finish(before);
    },
  });
  return { spec: plan.spec, controls, cache, format: createFormat(), onWarning };
}

function planOf(options: ScopePluginOptions<Topologies, string>): ReportPlan {
  const { id, label, description, topologies, controls = {}, maxSamples = defaultMaxSamples } = options;
  const controlIds = Object.keys(controls);
  const spec: PluginSpec = {
    id,
    label,
    ...(description !== undefined && { description }),
    interfaces: controlIds.length === 0 ? ["reporter"] : ["reporter", "controller"],
    apiVersion: "1",
  };
  return { spec, topologies, controlIds, maxSamples, shells: createShells(options) };
}

function warn(error: Error): void {
  process.stderr.write(`${error.message}\n`);
}
