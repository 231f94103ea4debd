import { type Api, ApiError, type HostJson } from "./api.ts";
import { reconnectWait } from "./reconnect.ts";
import { createRefresher, type Refresher } from "./refresher.ts";
import type { PluginJson, ReportJson } from "./report-json.ts";

/** News of the host: whatever changed. */
export interface HostNews {
  readonly connection?: Connection;
  readonly host?: HostJson;
  readonly plugins?: readonly PluginJson[];
  readonly report?: ReportJson;
}

/** How the page stands to its host. `denied`: the host asks for a token, or for another one. */
export interface Connection {
  readonly state: "connecting" | "live" | "reconnecting" | "denied";
  /** Why it is not live, for people. */
  readonly trouble: string;
}

/** What following a host needs. */
export interface FollowOptions {
  readonly api: Api;
  readonly onNews: (news: HostNews) => void;
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** A host writes a heartbeat every 15 s: one that is silent for longer is gone. */
const silenceMs = 40_000;

/** Events come with every poll of every plugin: a report is fetched so often at most. */
const pauseMs = 400;

/**
 * Tells what the host shows, as it changes, until the signal aborts. Events are wake-ups: what they mean is always
 * fetched, so one that was lost costs nothing once the next one comes. A host that went away is tried again.
 */
export async function followHost(options: FollowOptions, signal: AbortSignal): Promise<void> {
  let failures = 0;
  const onNews = (news: HostNews): void => {
    if (news.connection?.state === "live") failures = 0;
    options.onNews(news);
  };
  while (!signal.aborted) {
    const error = await followOnce({ ...options, onNews }, signal);
    if (signal.aborted) return;
    if (error instanceof ApiError && error.status === 401) {
      onNews({ connection: { state: "denied", trouble: error.message } });
      return;
    }
    failures += 1;
    onNews({ connection: { state: "reconnecting", trouble: messageOf(error) } });
    await options.sleep(reconnectWait(failures, options.random()), signal);
  }
}

/** Follows one stream to its end. */
async function followOnce(options: FollowOptions, signal: AbortSignal): Promise<unknown> {
  const stream = new AbortController();
  const either = AbortSignal.any([signal, stream.signal]);
  const refreshers = createRefreshers(options, stream, either);
  const watchdog = createWatchdog(options, stream);
  try {
    await options.api.listen(
      {
        onOpen: () => {
          watchdog();
          refreshers.plugins.ask(true);
          refreshers.report.ask(true);
        },
        onAlive: watchdog,
        onEvent: (name) => {
          if (name === "plugins") refreshers.plugins.ask(false);
          refreshers.report.ask(name === "shortcut");
        },
      },
      either,
    );
    return new Error("the host ended the connection");
  } catch (error) {
    // Told to the user: whoever ended the stream said why.
    return stream.signal.aborted ? stream.signal.reason : error;
  } finally {
    stream.abort();
  }
}

function createRefreshers(
  { api, onNews, sleep }: FollowOptions,
  stream: AbortController,
  signal: AbortSignal,
): { readonly plugins: Refresher; readonly report: Refresher } {
  const onError = (error: unknown): void => stream.abort(error);
  const pause = (): Promise<void> => sleep(pauseMs, signal);
  const tell = (news: HostNews): void => {
    if (!signal.aborted) onNews(news);
  };
  const plugins = async (): Promise<void> => {
    const [host, list] = await Promise.all([api.host(signal), api.plugins(signal)]);
    tell({ host, plugins: list });
  };
  const report = async (): Promise<void> =>
    tell({ report: await api.report(signal), connection: { state: "live", trouble: "" } });
  return {
    plugins: createRefresher({ run: plugins, onError, pause }),
    report: createRefresher({ run: report, onError, pause }),
  };
}

/** Ends a stream that was silent for too long. Calling it shows a sign of life. */
function createWatchdog({ sleep }: FollowOptions, stream: AbortController): () => void {
  let round = new AbortController();
  return () => {
    round.abort();
    round = new AbortController();
    const current = round;
    void sleep(silenceMs, AbortSignal.any([current.signal, stream.signal])).then(() => {
      if (!current.signal.aborted) stream.abort(new Error("the host is silent"));
    });
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
