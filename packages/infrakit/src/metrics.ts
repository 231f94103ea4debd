import type { GroupStatus, SlotState } from "@infrakit/spi/data";
import type { MeasuredCall } from "./measure-plugins.ts";
import { metricFamilies } from "./metric-family.ts";
import { Counter, Histogram, type Measurement } from "./metric-series.ts";
import { formatMetrics, type MeasuredFamily } from "./metrics-text.ts";
import type { GroupChange } from "./status-feed.ts";

/** Measures a controller and its calls of plugins. */
export class Metrics {
  readonly #now: () => number;
  readonly #provisionSeconds = new Histogram(metricFamilies.provisionSeconds);
  readonly #reconcileSeconds = new Histogram(metricFamilies.reconcileSeconds);
  readonly #rpcSeconds = new Histogram(metricFamilies.rpcSeconds);
  readonly #rpcErrors = new Counter(metricFamilies.rpcErrors);
  /** Since when there is something to do for a group; those that have converged are not in it. */
  readonly #busySince = new Map<string, number>();

  /** `now` gives milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes in how a call of a plugin ended. */
  onCall({ plugin, method, seconds, outcome }: MeasuredCall): void {
    this.#rpcSeconds.observe(seconds, [plugin, method]);
    if (outcome !== "done") this.#rpcErrors.increment([plugin, method, outcome]);
    else if (method === "Instance.Provision") this.#provisionSeconds.observe(seconds, [plugin]);
  }

  /** Takes in what has become of a group. That a plugin does not answer is nothing to do for it yet. */
  onChange({ id, status }: GroupChange): void {
    if (status === null || status.phase === "destroying") this.#busySince.delete(id);
    else if (status.phase === "converged") this.#endReconcile(id);
    else if (status.phase !== "waiting" && !this.#busySince.has(id)) this.#busySince.set(id, this.#now());
  }

  /** All that was measured, and where the groups stand now, as Prometheus reads it; so many more are damaged. */
  format(groups: readonly (readonly [id: string, status: GroupStatus])[], damaged: number): string {
    return formatMetrics([
      ...groupMetrics(groups),
      [metricFamilies.groupsDamaged, [{ suffix: "", labels: {}, value: damaged }]],
      [metricFamilies.provisionSeconds, this.#provisionSeconds.measurements],
      [metricFamilies.reconcileSeconds, this.#reconcileSeconds.measurements],
      [metricFamilies.rpcSeconds, this.#rpcSeconds.measurements],
      [metricFamilies.rpcErrors, this.#rpcErrors.measurements],
    ]);
  }

  #endReconcile(id: string): void {
    const since = this.#busySince.get(id);
    if (since === undefined) return;
    this.#busySince.delete(id);
    this.#reconcileSeconds.observe((this.#now() - since) / 1000, []);
  }
}

function groupMetrics(groups: Parameters<Metrics["format"]>[0]): readonly MeasuredFamily[] {
  const each = (measure: (status: GroupStatus) => number): readonly Measurement[] =>
    groups.map(([group, status]) => ({ suffix: "", labels: { group }, value: measure(status) }));
  return [
    [metricFamilies.groupDesired, each(({ desired }) => desired)],
    [metricFamilies.groupReady, each(({ ready }) => ready)],
    [metricFamilies.groupPending, each((status) => countOf(status, "missing", "creating"))],
    [metricFamilies.groupFailed, each((status) => countOf(status, "unhealthy", "failed"))],
    [metricFamilies.groupConverged, each(({ phase }) => (phase === "converged" ? 1 : 0))],
    [metricFamilies.groupRestarts, each(({ restarts = 0 }) => restarts)],
  ];
}

function countOf({ slots }: GroupStatus, ...states: readonly SlotState[]): number {
  return slots.filter(({ state }) => states.includes(state)).length;
}
