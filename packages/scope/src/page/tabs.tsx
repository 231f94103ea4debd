import { type JSX, useRef } from "./preact.ts";
import { nodeRadius, shapePath } from "./shape-path.ts";
import type { TopologyView } from "./world.ts";

/** The tab that shows all topologies in one graph. */
export const allTab = "all";

/** What the tabs show. */
export interface TabsProps {
  readonly topologies: readonly TopologyView[];
  readonly selected: string;
  readonly onSelect: (tab: string) => void;
}

interface Tab {
  readonly name: string;
  readonly label: string;
  readonly shape: string;
  readonly count: number;
}

/** A tab for each topology that has nodes, with their number. Arrow keys go from one to the next. */
export function Tabs({ topologies, selected, onSelect }: TabsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const tabs: readonly Tab[] = [
    {
      name: allTab,
      label: "Everything",
      shape: "",
      count: topologies.reduce((sum, { nodes }) => sum + nodes.length, 0),
    },
    ...topologies.map(({ kind, label, json, nodes }) => ({
      name: kind.name,
      label,
      shape: (json.shape ?? "") || kind.shape,
      count: nodes.length,
    })),
  ];
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ name }) => name === selected);
    const next = {
      ArrowDown: index + 1,
      ArrowRight: index + 1,
      ArrowUp: index - 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: -1,
    }[event.key];
    const tab = next === undefined ? undefined : tabs.at(next % tabs.length);
    if (tab === undefined) return;
    event.preventDefault();
    onSelect(tab.name);
    list.current?.querySelector<HTMLElement>(`[data-tab="${tab.name}"]`)?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="Topologies"
      aria-orientation="vertical"
      ref={list}
      onKeyDown={onKeyDown}
    >
      {tabs.map((tab) => (
        <TabButton key={tab.name} tab={tab} isSelected={tab.name === selected} onSelect={onSelect} />
      ))}
    </div>
  );
}

interface TabButtonProps {
  readonly tab: Tab;
  readonly isSelected: boolean;
  readonly onSelect: (tab: string) => void;
}

function TabButton({ tab, isSelected, onSelect }: TabButtonProps): JSX.Element {
  const extent = nodeRadius + 6;
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${tab.name}`}
      data-tab={tab.name}
      aria-selected={isSelected}
      aria-controls="stage"
      tabIndex={isSelected ? 0 : -1}
      onClick={() => onSelect(tab.name)}
    >
      <svg
        class={`glyph kind-${tab.name}`}
        viewBox={`${-extent} ${-extent} ${2 * extent} ${2 * extent}`}
        aria-hidden="true"
      >
        {tab.shape === "" ? (
          <path d="M-20 -20H-5V-5H-20ZM5 -20H20V-5H5ZM-20 5H-5V20H-20ZM5 5H20V20H5Z" />
        ) : (
          <path d={shapePath(tab.shape)} />
        )}
      </svg>
      <span class="tab-label">{tab.label}</span>
      <span class="count">{tab.count}</span>
    </button>
  );
}
