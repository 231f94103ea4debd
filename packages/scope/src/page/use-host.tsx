import type { Api, HostJson } from "./api.ts";
import { type Connection, followHost, type HostNews } from "./follow-host.ts";
import { type PluginView, viewPlugins } from "./plugin-view.ts";
import { useEffect, useState } from "./preact.ts";
import { emptyWorld, readWorld, type World } from "./world.ts";

/** What the page knows of its host. It outlives a connection: what was seen last stays on the screen. */
export interface HostState {
  readonly connection: Connection;
  readonly host: HostJson | undefined;
  readonly plugins: readonly PluginView[];
  readonly world: World;
  /** When the last report came, by this machine's clock; 0 before the first. */
  readonly updatedAt: number;
}

const nothingYet: HostState = {
  connection: { state: "connecting", trouble: "" },
  host: undefined,
  plugins: [],
  world: emptyWorld,
  updatedAt: 0,
};

/** Follows a host for as long as the component lives. */
export function useHost(api: Api): HostState {
  const [state, setState] = useState(nothingYet);
  useEffect(() => {
    const life = new AbortController();
    const onNews = (news: HostNews): void => setState((known) => learn(known, news));
    void followHost({ api, onNews, sleep, random: Math.random }, life.signal);
    return () => life.abort();
  }, [api]);
  return state;
}

function learn(known: HostState, { connection, host, plugins, report }: HostNews): HostState {
  return {
    connection: connection ?? known.connection,
    host: host ?? known.host,
    plugins: plugins === undefined ? known.plugins : viewPlugins(plugins),
    world: report === undefined ? known.world : readWorld(report),
    updatedAt: report === undefined ? known.updatedAt : Date.now(),
  };
}

/** Resolves after a time, or when the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    const wake = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });
}
