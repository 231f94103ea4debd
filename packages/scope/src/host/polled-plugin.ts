import { setMaxListeners } from "node:events";
import type { PluginSpec, ReportPart } from "../report/index.ts";
import { callControl } from "./call-control.ts";
import { sleep } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { PluginContext } from "./plugin-context.ts";
import { pluginIdOf } from "../plugin-id.ts";
import { isController, PluginReports } from "./plugin-reports.ts";
import { type Ask, type PluginConnection, PluginPoll, type Verdict } from "./poll-plugin.ts";
import type { ControlAnswer, ControlRequest } from "./scope-host.ts";
import { StateLog } from "./state-log.ts";

/** Most controls of one plugin at a time: more would only wait for it together. */
const maxControlsUnderWay = 64;

/** One plugin, polled from its start until it is closed. Whatever it does, it does to itself only. */
export class PolledPlugin {
  readonly path: string;
  readonly #id: string;
  readonly #context: PluginContext;
  readonly #connection: PluginConnection;
  readonly #poll: PluginPoll;
  readonly #reports: PluginReports;
  readonly #log: StateLog;
  readonly #ending = new AbortController();
  #spec: PluginSpec;
  #verdict: Verdict | undefined;
  /** Whether its socket was not there at the last poll. */
  #isGone = false;
  /** Polls that were sent. */
  #turn = 0;
  #controlsUnderWay = 0;
  #done: Promise<void> = Promise.resolve();

  constructor(path: string, context: PluginContext) {
    const { probeId, limits, connect, logger } = context;
    this.path = path;
    this.#id = pluginIdOf(path);
    this.#context = context;
    this.#connection = connect(path);
    this.#poll = new PluginPoll({ id: this.#id, probeId, ...limits });
    this.#reports = new PluginReports(path);
    this.#log = new StateLog({ id: this.#id, path, logger });
    this.#spec = { id: this.#id, label: this.#id };
    // One for each control, and those of the poll.
    setMaxListeners(maxControlsUnderWay + 10, this.#ending.signal);
  }

  /** The last spec that fitted, with the status of the last poll; without one before the first. */
  get spec(): PluginSpec {
    if (this.#verdict === undefined) return this.#spec;
    const { error } = this.#verdict;
    return { ...this.#spec, status: error === undefined ? "ok" : `error: ${error}` };
  }

  /** What it says of the world. */
  get parts(): readonly ReportPart[] {
    return this.#reports.parts;
  }

  /** Begins to poll, at once. */
  start(): void {
    this.#done = this.#run();
  }

  /** Says that another socket is at the path: the plugin is the same, whoever listens now. */
  renew(): void {
    this.#poll.forget();
    this.#connection.renew();
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#ending.abort(new Error("the plugin was removed"));
    this.#connection.close();
    await this.#done;
  }

  /** Whether it has a control; `name` is the full one. */
  hasControl(name: string): boolean {
    return this.#reports.hasControl(name);
  }

  /** Has the plugin carry out a control; `control` is its own name of it. Never throws. */
  async control(request: ControlRequest, control: string): Promise<ControlAnswer> {
    if (!isController(this.#spec))
      return { error: `the ${this.#spec.label} plugin does not implement the controller interface` };
    if (this.#controlsUnderWay >= maxControlsUnderWay)
      return {
        error: `the ${this.#spec.label} plugin has ${maxControlsUnderWay} controls under way; try again`,
      };
    this.#controlsUnderWay++;
    try {
      return await this.#call(request, control);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#controlsUnderWay--;
    }
  }

  async #call(request: ControlRequest, control: string): Promise<ControlAnswer> {
    const { signal } = this.#ending;
    const target = { id: this.#id, control, socketPath: this.path, signal };
    const { answer, shortcut } = await callControl(this.#context, target, request);
    if (shortcut === undefined || signal.aborted) return answer;
    const shown = this.#reports.takeShortcut({ ...shortcut, turn: this.#turn });
    this.#context.publish({ kind: "shortcut", shortcut: shown });
    this.#context.publish({ kind: "report" });
    return answer;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const { clock, gate, random, limits } = this.#context;
    // Plugins that were found together are not polled together for ever.
    let intervalMs = limits.pollMs * (1 - random());
    while (!signal.aborted) {
      const startedAt = clock.elapsed();
      await gate.run(() => this.#pollOnce());
      await sleep(clock, Math.max(0, startedAt + intervalMs - clock.elapsed()), signal);
      intervalMs = limits.pollMs;
    }
  }

  async #pollOnce(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const turn = ++this.#turn;
    const { clock } = this.#context;
    const verdict = await this.#poll.run({ ask: this.#ask, now: clock.now(), elapsed: clock.elapsed() });
    if (!this.#ending.signal.aborted && !this.#hasJustGone(verdict)) this.#take(verdict, turn);
  }

  readonly #ask: Ask = (request) => {
    const { clock, limits } = this.#context;
    const deadline = { timeoutMs: limits.timeoutMs, signal: this.#ending.signal };
    return withDeadline(clock, deadline, (signal) =>
      this.#connection.ask(request, { maxBytes: limits.maxBytes, signal }),
    );
  };

  /** One that ends removes its socket, and has not failed: a look at the directory says whether it is there. */
  #hasJustGone({ isGone = false }: Verdict): boolean {
    const hasJustGone = isGone && !this.#isGone;
    this.#isGone = isGone;
    if (hasJustGone) this.#context.lookAgain();
    return hasJustGone;
  }

  #take(verdict: Verdict, turn: number): void {
    const { clock, publish } = this.#context;
    const isKnown = this.#verdict !== undefined && isSame(verdict, this.#verdict);
    const { spec = this.#spec, report } = verdict;
    this.#spec = spec;
    this.#verdict = verdict;
    const now = clock.elapsed();
    const isNews =
      report === undefined ? this.#reports.expire(now) : this.#reports.take({ spec, report, turn }, now);
    this.#log.take(verdict.error, now);
    if (!isKnown) publish({ kind: "plugins" });
    if (isNews) publish({ kind: "report" });
  }
}

/** Whether a list of plugins shows two verdicts alike. */
function isSame(a: Verdict, b: Verdict): boolean {
  return a === b || (a.error === b.error && JSON.stringify(a.spec) === JSON.stringify(b.spec));
}
