import { encodeReport, type Report } from "../report/index.ts";
import { backoffMs, pause } from "./backoff.ts";
import type { Outage } from "./outage.ts";
import type { PublishRun } from "./publish-run.ts";
import { reportForApp } from "./report-for-app.ts";
import { WaitingShortcuts } from "./waiting-shortcuts.ts";

/** What is published how often, and who is told when that fails. */
export interface ReportPublishing extends PublishRun {
  readonly intervalMs: number;
  readonly outage: Outage;
}

/**
 * Sends the whole report at each interval and those of controls at once, one after the other, until the signal is
 * aborted. After a failure it waits longer each time, then sends what is true by then.
 */
export async function publishReports(publishing: ReportPublishing): Promise<void> {
  const { signal, limits, host, outage } = publishing;
  const shortcuts = new WaitingShortcuts(limits.maxWaitingShortcuts);
  const followed = followShortcuts(publishing, shortcuts);
  let nextAt = performance.now();
  for (let failures = 0; !signal.aborted;) {
    const shortcut = performance.now() < nextAt ? shortcuts.take() : undefined;
    if (shortcut === undefined) nextAt = performance.now() + publishing.intervalMs;
    try {
      await send(publishing, shortcut ?? host.report());
      failures = 0;
      outage.end();
    } catch (error) {
      if (signal.aborted) break;
      failures++;
      outage.begin(error);
      await pause(backoffMs(failures, limits), signal);
      shortcuts.clear();
      continue;
    }
    await shortcuts.wait(nextAt - performance.now(), signal);
  }
  await followed;
}

async function followShortcuts({ host, signal }: PublishRun, shortcuts: WaitingShortcuts): Promise<void> {
  for await (const { shortcut } of host.changes(signal)) if (shortcut !== undefined) shortcuts.add(shortcut);
}

async function send(
  { host, app, client, signal, intervalMs }: ReportPublishing,
  report: Report,
): Promise<void> {
  const { hostname, probeId } = host;
  const now = new Date().toISOString();
  const told = reportForApp(report, { hostname, probeId, version: app.version, now, windowMs: intervalMs });
  await client.sendReport(await encodeReport(told), signal);
}
