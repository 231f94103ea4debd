import { type Api, createApi } from "./api.ts";
import { Details } from "./details.tsx";
import { Footer } from "./footer.tsx";
import { GraphView } from "./graph.tsx";
import { type JSX, useMemo, useRef, useState } from "./preact.ts";
import { SignIn } from "./sign-in.tsx";
import { Tabs } from "./tabs.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useToken } from "./use-address.tsx";
import { type HostState, useHost } from "./use-host.tsx";
import { type PageState, usePage } from "./use-page.tsx";
import { useShortcuts } from "./use-shortcuts.tsx";

/** The whole page. */
export function App(): JSX.Element {
  const [token, setToken] = useToken();
  const api = useMemo(() => createApi(document.baseURI, token, (input, init) => fetch(input, init)), [token]);
  const host = useHost(api);
  const page = usePage(host.world);
  const [arePluginsOpen, setArePluginsOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const onEscape = (): void => {
    if (arePluginsOpen) setArePluginsOpen(false);
    else if (page.selected !== undefined) page.select("", true);
    else page.changeFilter({ text: "", withControlsOnly: false });
  };
  useShortcuts({ search, onEscape });
  return (
    <div class="page">
      <Toolbar
        hostname={host.host?.hostname ?? ""}
        search={search}
        filter={page.filter}
        onFilter={page.changeFilter}
        metrics={page.metrics}
        metricId={page.metricId}
        onMetric={page.changeMetric}
      />
      <Tabs topologies={host.world.topologies} selected={page.tab} onSelect={page.changeTab} />
      <Stage host={host} page={page} api={api} onToken={setToken} />
      <Footer
        connection={host.connection}
        shownCount={page.graph.nodes.length}
        totalCount={page.totalCount}
        plugins={host.plugins}
        isOpen={arePluginsOpen}
        onToggle={() => setArePluginsOpen(!arePluginsOpen)}
      />
    </div>
  );
}

interface StageProps {
  readonly host: HostState;
  readonly page: PageState;
  readonly api: Api;
  readonly onToken: (token: string) => void;
}

/** Width of the details in pixels, as the style sheet says. */
const detailsWidth = 380;

/** The graph, and beside it the details of the node that is selected. */
function Stage({ host, page, api, onToken }: StageProps): JSX.Element {
  const { graph, layout, metricId, selected, byKeyboard, select } = page;
  const label = host.world.topologies.find(({ kind }) => kind.name === page.tab)?.label ?? "Everything";
  return (
    <main>
      <div id="stage" role="tabpanel" aria-labelledby={`tab-${page.tab}`}>
        <GraphView
          label={`${label}, ${graph.nodes.length} nodes`}
          graph={graph}
          layout={layout}
          metricId={metricId}
          selectedKey={selected?.key ?? ""}
          coveredWidth={selected === undefined ? 0 : detailsWidth}
          onSelect={select}
        />
      </div>
      {graph.nodes.length > 0 ? null : (
        <Nothing host={host} isFiltered={page.totalCount > 0} onToken={onToken} />
      )}
      {selected === undefined ? null : (
        <Details
          node={selected}
          world={host.world}
          api={api}
          now={host.updatedAt}
          takesFocus={byKeyboard}
          onSelect={select}
        />
      )}
    </main>
  );
}

interface NothingProps {
  readonly host: HostState;
  readonly isFiltered: boolean;
  readonly onToken: (token: string) => void;
}

/** Says why there is nothing to see. */
function Nothing({ host, isFiltered, onToken }: NothingProps): JSX.Element {
  if (host.connection.state === "denied") return <SignIn onToken={onToken} />;
  if (isFiltered) return <p class="nothing">No node matches. Esc clears the search</p>;
  if (host.updatedAt === 0) return <p class="nothing">Waiting for the first report …</p>;
  return <p class="nothing">No plugin reports a node here yet</p>;
}
