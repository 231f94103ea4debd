import type { MetricChoice } from "./graph-level.ts";
import { Icon } from "./icon.tsx";
import type { JSX, RefObject } from "./preact.ts";
import type { Filter } from "./search.ts";
import { useTheme } from "./use-theme.tsx";

/** What the toolbar shows and changes. */
export interface ToolbarProps {
  readonly hostname: string;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly filter: Filter;
  readonly onFilter: (change: Partial<Filter>) => void;
  readonly metrics: readonly MetricChoice[];
  readonly metricId: string;
  readonly onMetric: (id: string) => void;
}

/** The line at the top: which host, search, filters, colours. */
export function Toolbar(props: ToolbarProps): JSX.Element {
  const { hostname, search, filter, onFilter } = props;
  return (
    <header class="toolbar">
      <h1>
        Scope <span>{hostname}</span>
      </h1>
      <search class="search">
        <Icon name="search" />
        <input
          ref={search}
          type="search"
          aria-label="Search nodes"
          aria-keyshortcuts="/"
          placeholder="Search names, ids and facts"
          value={filter.text}
          onInput={(event) => onFilter({ text: event.currentTarget.value })}
        />
        <kbd aria-hidden="true">/</kbd>
      </search>
      <button
        type="button"
        class="toggle"
        aria-pressed={filter.withControlsOnly}
        onClick={() => onFilter({ withControlsOnly: !filter.withControlsOnly })}
      >
        <Icon name="gear" />
        With controls
      </button>
      <MetricSelect {...props} />
      <ThemeButton />
    </header>
  );
}

function MetricSelect({ metrics, metricId, onMetric }: ToolbarProps): JSX.Element | null {
  if (metrics.length === 0) return null;
  return (
    <label class="select">
      Fill by
      <select value={metricId} onChange={(event) => onMetric(event.currentTarget.value)}>
        <option value="">nothing</option>
        {metrics.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function ThemeButton(): JSX.Element {
  const [theme, next] = useTheme();
  const label = `Colours: ${theme}`;
  return (
    <button type="button" class="square" title={label} aria-label={label} onClick={next}>
      <Icon name={theme} />
    </button>
  );
}
