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

/** The report that is shown. */
interface Shown {
  readonly sent: Report;
  readonly spec: PluginSpec;
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
  /** The last report that the plugin sent as a controller: its controls are those that the plugin has. */
  #controlled: Shown | undefined;

  /** The same reports with the full names of their controls, once somebody has asked for them. */
  readonly #namedBySent = new WeakMap<Report, Report>();

  /** @param source What the parts are called. */
  constructor(source: string) {
    this.#source = source;
  }

  /** What is to be merged, in this order. */
  get parts(): readonly ReportPart[] {
    const shown = this.#shown === undefined ? [] : [this.#name(this.#shown)];
    const shortcuts = this.#shortcuts.map(({ report }) => report);
    return [...shown, ...shortcuts].map((report) => ({ source: this.#source, report }));
  }

  /** Whether the plugin has a control; `name` is the full one, with the plugin's id. */
  hasControl(name: string): boolean {
    const reports = this.#shortcuts.map(({ report }) => report);
    if (this.#controlled !== undefined) reports.push(this.#name(this.#controlled));
    return reports.some(({ topologies }) =>
      [...topologies.values()].some(({ controls }) => controls.has(name)),
    );
  }

  /**
   * Takes what a poll brought, and gives whether it is news. Shortcuts go when a poll comes back that was sent after
   * them: an earlier one may tell of the time before.
   */
  take({ spec, report: sent, turn }: GoodReport, elapsed: number): boolean {
    const isKnown = this.#shown?.sent === sent;
    this.#shown = { sent, spec, seenAt: elapsed };
    // A plugin that takes no controls any more has those that it had: who calls one is told why it does not work.
    if (isController(spec)) this.#controlled = this.#shown;
    const shortcuts = this.#shortcuts.filter((shortcut) => shortcut.turn >= turn);
    const isNews = !isKnown || shortcuts.length < this.#shortcuts.length;
    this.#shortcuts = shortcuts;
    return isNews;
  }

  /** Shows a shortcut from now on, and gives it with its controls by their full names. */
  takeShortcut({ spec, report: sent, turn }: GoodReport): Report {
    const plugins = new Map([[spec.id, { ...spec, status: "ok" }]]);
    const report = { ...named(sent, spec), isShortcut: true, plugins };
    this.#shortcuts = [...this.#shortcuts, { report, turn }].slice(-maxShortcuts);
    return report;
  }

  /** Forgets what was not confirmed for too long, and gives whether there was any. */
  expire(elapsed: number): boolean {
    if (this.#shown === undefined || elapsed < this.#shown.seenAt + keepMs) return false;
    this.#shown = undefined;
    this.#shortcuts = [];
    this.#controlled = undefined;
    return true;
  }

  #name({ sent, spec }: Shown): Report {
    const known = this.#namedBySent.get(sent);
    if (known !== undefined) return known;
    const report = named(sent, spec);
    this.#namedBySent.set(sent, report);
    return report;
  }
}

/** Whether a plugin takes controls. */
export function isController({ interfaces }: PluginSpec): boolean {
  return interfaces?.includes("controller") ?? false;
}

function named(report: Report, spec: PluginSpec): Report {
  return isController(spec) ? renameControls(report, spec.id) : report;
}
