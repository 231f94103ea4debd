import type { MetricFamily } from "./metric-family.ts";

/** One number of a family, told apart by the values of its labels. */
export interface Measurement {
  /** What is behind the name of the family; only histograms have it. */
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A number that only grows, one for each combination of label values. */
export class Counter {
  readonly #family: MetricFamily;
  readonly #counts = new Map<string, { readonly values: readonly string[]; count: number }>();

  constructor(family: MetricFamily) {
    this.#family = family;
  }

  /** Counts one more. The values are those of the family's labels, in their order. */
  increment(values: readonly string[]): void {
    const key = JSON.stringify(values);
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { values, count: 1 });
    else known.count++;
  }

  get measurements(): readonly Measurement[] {
    return [...this.#counts.values()].map(({ values, count }) => {
      return { suffix: "", labels: labelled(this.#family, values), value: count };
    });
  }
}

/** How many values lie below each of some limits, for each combination of label values. */
export class Histogram {
  readonly #family: MetricFamily;
  readonly #buckets: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(family: MetricFamily) {
    this.#family = family;
    this.#buckets = family.buckets;
  }

  /** Takes a value in. The label values are those of the family's labels, in their order. */
  observe(value: number, values: readonly string[]): void {
    const key = JSON.stringify(values);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { values, counts: this.#buckets.map(() => 0), count: 0, sum: 0 };
      this.#series.set(key, series);
    }
    series.count++;
    series.sum += value;
    const bucket = this.#buckets.findIndex((limit) => value <= limit);
    if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
  }

  get measurements(): readonly Measurement[] {
    return [...this.#series.values()].flatMap((series) => this.#measurementsOf(series));
  }

  /** Buckets are cumulative: each holds all that lie below its limit. */
  #measurementsOf({ values, counts, count, sum }: Series): readonly Measurement[] {
    const labels = labelled(this.#family, values);
    let below = 0;
    const buckets = this.#buckets.map((limit, at): Measurement => {
      below += counts[at] ?? 0;
      return { suffix: "_bucket", labels: { ...labels, le: String(limit) }, value: below };
    });
    return [
      ...buckets,
      { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
      { suffix: "_sum", labels, value: sum },
      { suffix: "_count", labels, value: count },
    ];
  }
}

interface Series {
  readonly values: readonly string[];
  /** Values between each limit and the one before. */
  readonly counts: number[];
  count: number;
  sum: number;
}

function labelled({ labels }: MetricFamily, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map((label, at) => [label, values[at] ?? ""]));
}
