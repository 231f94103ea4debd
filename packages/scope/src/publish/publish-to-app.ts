import type { ScopeHost } from "../host/index.ts";
import { type AppAddress, createAppClient, parseAppUrl } from "./app-client.ts";
import { backoffMs, pause } from "./backoff.ts";
import { answerControls } from "./control-channel.ts";
import { Outage } from "./outage.ts";
import { type PublishLimits, publishLimits } from "./publish-limits.ts";
import { publishReports } from "./publish-reports.ts";
import type { PublishRun } from "./publish-run.ts";

/** To which app, and how often. */
export interface PublishOptions {
  /** Where the app is: `http://localhost:4040`, or a name alone. */
  readonly url: string;
  /** For apps of services that ask for one; sent as `Scope-Probe token=…`. */
  readonly token?: string;
  /** Told as the probe's version. */
  readonly version: string;
  /** How often the whole report is sent; default 3 s, as Scope's probe does. */
  readonly intervalMs?: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told, once for as long as it is the same, why the app does not get what it should, and when it does again. */
  readonly onWarning: (message: string) => void;
  readonly limits?: Partial<PublishLimits>;
}

/**
 * Stands in for a probe: sends a host's report to a Scope app again and again, what a control has shown at once, and
 * carries out the controls of its users. An app that is away, slow or says no is tried again later, with the report of
 * then: nothing piles up. Resolves when the signal is aborted.
 *
 * @throws Error if the URL is none.
 */
export async function publishToApp(host: ScopeHost, options: PublishOptions): Promise<void> {
  const { token = "", version, signal, onWarning } = options;
  const limits = { ...publishLimits, ...options.limits };
  const app: AppAddress = { url: parseAppUrl(options.url), token, probeId: host.probeId, version };
  const client = createAppClient(app, limits);
  const outage = new Outage(`publish to "${app.url}"`, limits.steadyMs, onWarning);
  const channel = new Outage(`take controls of "${app.url}"`, limits.steadyMs, onWarning);
  const run = { host, app, client, limits, signal };
  try {
    const appId = await findApp(run, outage);
    if (appId === undefined) return;
    const { intervalMs = 3000 } = options;
    await Promise.all([publishReports({ ...run, intervalMs, outage }), takeControls(run, appId, channel)]);
  } finally {
    for (const told of [outage, channel]) told.close();
    await client.close();
  }
}

/** Waits for the app; `undefined` if the signal was aborted first. */
async function findApp({ client, limits, signal }: PublishRun, outage: Outage): Promise<string | undefined> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await client.findId(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      outage.begin(error);
      await pause(backoffMs(failures, limits), signal);
    }
  }
  return undefined;
}

/** Keeps the control channel open. Its app may be another one the next time. */
async function takeControls(run: PublishRun, firstId: string, outage: Outage): Promise<void> {
  const { limits, signal } = run;
  let failures = 0;
  for (let appId: string | undefined = firstId; appId !== undefined; appId = await findApp(run, outage)) {
    let openedAt = Infinity;
    const opened = (): void => {
      openedAt = performance.now();
      outage.end();
    };
    try {
      await answerControls({ ...run, appId, opened });
    } catch (error) {
      if (!signal.aborted) outage.begin(error);
    }
    if (signal.aborted) return;
    // What opens the channel only to cut it is asked less and less often.
    failures = performance.now() - openedAt >= limits.steadyMs ? 1 : failures + 1;
    await pause(backoffMs(failures, limits), signal);
  }
}
