import { type PluginSpec, renameControls, type Report, type ReportPart } from "../report/index.ts";

/**
 * How long the report of a plugin that fails is shown after it was last confirmed: as long as a Scope app shows what
 * its probes say no more. One answer that comes late must not empty a page.
 */
const keepMs = 15_000;

/** Most shortcuts of one plugin between two polls that are shown; of more the last ones are. */
const maxShortcuts = 16;

/** A report that has passed all checks. */
export interface GoodReport {
  readonly spec: PluginSpec;
  readonly report: Report;
  /** Number of the poll that brought it; of a shortcut, of the last poll that was sent before it came. */
  readonly turn: number;
}

/** The report that is shown, and the one that it was made of. */
interface Shown {
  readonly report: Report;
  readonly sent: Report;
  readonly seenAt: number;
}

interface Shortcut {
  readonly report: Report;
  readonly turn: number;
}

/** What is shown of one plugin, and which controls it has. */
export class PluginReports {
  readonly #source: string;
  #shown: Shown | undefined;
  #shortcuts: readonly Shortcut[] = [];
  /** Full names of the controls in the last report that the plugin sent as a controller. */
  #controls: ReadonlySet<string> = new Set();

  /** @param source What the parts are called. */
  constructor(source: string) {
    this.#source = source;
  }

  /** What is to be merged, in this order. */
  get parts(): readonly ReportPart[] {
    const shown = this.#shown === undefined ? [] : [this.#shown];
    return [...shown, ...this.#shortcuts].map(({ report }) => ({ source: this.#source, report }));
  }

  /** Whether the plugin has a control; `name` is the full one, with the plugin's id. */
  hasControl(name: string): boolean {
    return this.#controls.has(name) || this.#shortcuts.some(({ report }) => hasControl(report, name));
  }

  /**
   * Takes what a poll brought, and gives whether it is news. Shortcuts go when a poll comes back that was sent after
   * them: an earlier one may tell of the time before.
   */
  take({ spec, report: sent, turn }: GoodReport, now: number): boolean {
    const known = this.#shown?.sent === sent ? this.#shown.report : undefined;
    const report = known ?? named(sent, spec);
    // A plugin that takes no controls any more has those that it had: who calls one is told why it does not work.
    if (isController(spec)) this.#controls = controlsOf(report);
    this.#shown = { report, sent, seenAt: now };
    const shortcuts = this.#shortcuts.filter((shortcut) => shortcut.turn >= turn);
    const isNews = known === undefined || shortcuts.length < this.#shortcuts.length;
    this.#shortcuts = shortcuts;
    return isNews;
  }

  /** Shows a shortcut from now on, and gives it with its controls by their full names. */
  takeShortcut({ spec, report: sent, turn }: GoodReport): Report {
    const report = { ...named(sent, spec), isShortcut: true };
    this.#shortcuts = [...this.#shortcuts, { report, turn }].slice(-maxShortcuts);
    return report;
  }

  /** Forgets what was not confirmed for too long, and gives whether there was any. */
  expire(now: number): boolean {
    if (this.#shown === undefined || now < this.#shown.seenAt + keepMs) return false;
    this.#shown = undefined;
    this.#shortcuts = [];
    this.#controls = new Set();
    return true;
  }
}

/** Whether a plugin takes controls. */
export function isController({ interfaces }: PluginSpec): boolean {
  return interfaces?.includes("controller") ?? false;
}

function named(report: Report, spec: PluginSpec): Report {
  return isController(spec) ? renameControls(report, spec.id) : report;
}

function controlsOf(report: Report): ReadonlySet<string> {
  return new Set([...report.topologies.values()].flatMap(({ controls }) => [...controls.keys()]));
}

function hasControl(report: Report, name: string): boolean {
  return [...report.topologies.values()].some(({ controls }) => controls.has(name));
}
