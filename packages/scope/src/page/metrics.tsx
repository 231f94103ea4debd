import { type MetricView, planMetrics } from "./metric.ts";
import type { JSX } from "./preact.ts";
import { planSparkline } from "./sparkline.ts";
import { formatMetric } from "./value-format.ts";
import type { NodeView } from "./world.ts";

const width = 150;
const height = 34;

/** Metrics of a node: the newest value of each beside its course. */
export function Metrics({ node }: { readonly node: NodeView }): JSX.Element | null {
  const metrics = planMetrics(node);
  if (metrics.length === 0) return null;
  return (
    <section aria-label="Metrics">
      <h3>Metrics</h3>
      <div class="metrics">
        {metrics.map((metric) => (
          <Metric key={metric.id} metric={metric} />
        ))}
      </div>
    </section>
  );
}

function Metric({ metric }: { readonly metric: MetricView }): JSX.Element {
  const { line, area, end } = planSparkline(metric, width, height);
  const show = (value: number): string => formatMetric(value, metric.format);
  const range = `${show(metric.min)} to ${show(metric.max)}`;
  return (
    <figure>
      <figcaption>{metric.label}</figcaption>
      <span class="value">{show(metric.last)}</span>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${metric.label}: ${show(metric.last)}, from ${range}`}
      >
        <title>{range}</title>
        <path class="area" d={area} />
        <path class="line" d={line} />
        <circle class="end" cx={end.x} cy={end.y} r={2.2} />
      </svg>
    </figure>
  );
}
