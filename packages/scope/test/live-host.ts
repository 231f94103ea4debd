import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { directoryHints } from "@infrakit/discovery/watch";
import { onTestFinished, vi } from "vitest";
import type { Clock } from "../src/host/clock.ts";
import { fileSystem } from "../src/host/file-system.ts";
import { silentLogger } from "../src/host/logger.ts";
import { type HostSettings, PollingHost } from "../src/host/polling-host.ts";
import type { HostedPlugin } from "../src/host/scope-host.ts";
import { SocketClient } from "../src/http/socket-client.ts";
import { ManualClock } from "./manual-clock.ts";

/** A new directory that is removed when the test is over. Its path is short enough for sockets below it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "scope-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A host on real sockets and directories, whose time is the test's. */
export interface LiveHost {
  readonly host: PollingHost;
  readonly clock: ManualClock;
  readonly warnings: string[];
  /** What was said that is no warning. */
  readonly notes: string[];
}

/** Opens a host. It is closed when the test is over. */
export async function openLiveHost(
  root: string,
  { clock = new ManualClock(), ...settings }: Partial<HostSettings> & { readonly clock?: ManualClock } = {},
): Promise<LiveHost> {
  const warnings: string[] = [];
  const notes: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (_: unknown, message: string) => void warnings.push(message),
    info: (_: unknown, message: string) => void notes.push(message),
  };
  const connect = (path: string): SocketClient => new SocketClient(path);
  const world = {
    clock: withShortWaits(clock),
    random: () => 0,
    files: fileSystem,
    hints: directoryHints,
    connect,
  };
  const limits = { pollMs: 1000, timeoutMs: 500, maxBytes: 50 * 1024 * 1024, maxDepth: 512 };
  const who = { root, probeId: "36c8d4da204f588d", hostname: "vm" };
  const host = new PollingHost(world, {
    ...who,
    scanMs: 5000,
    maxConcurrent: 256,
    limits,
    logger,
    ...settings,
  });
  await host.start();
  onTestFinished(() => host.close());
  return { host, clock, warnings, notes };
}

/** Waits of at most so many milliseconds pass by themselves. */
const shortWaitMs = 50;

/**
 * A host rests before it follows a hint of the file system, which comes when it comes: a test that moved the time by
 * then would have it rest for ever.
 */
function withShortWaits(clock: ManualClock): Clock {
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    callAfter(milliseconds, callback) {
      if (milliseconds > shortWaitMs) return clock.callAfter(milliseconds, callback);
      const timer = setTimeout(callback, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

/** How long a test waits for what takes a moment. */
const patienceMs = 30_000;

/** Waits until something is so. */
export async function until(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: patienceMs, interval: 5 });
}

/** Lets scans go by until something is so: a scan reads real directories, which takes a moment of its own. */
export async function untilScanned(clock: ManualClock, check: () => void): Promise<void> {
  const scanned = async (): Promise<void> => {
    await clock.advance(5000);
    check();
  };
  await vi.waitFor(scanned, { timeout: patienceMs, interval: 5 });
}

/** The plugin of an id; undefined if it is not listed. */
export function findPlugin(host: PollingHost, id: string): HostedPlugin | undefined {
  return host.plugins().find(({ spec }) => spec.id === id);
}
