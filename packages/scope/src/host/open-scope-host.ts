import { randomBytes } from "node:crypto";
import { hostname as nameOfMachine } from "node:os";
import { resolve } from "node:path";
import { directoryHints } from "@infrakit/discovery/watch";
import { SocketClient } from "../http/socket-client.ts";
import { systemClock } from "./clock.ts";
import { fileSystem } from "./file-system.ts";
import { type Logger, silentLogger } from "./logger.ts";
import { type HostSettings, PollingHost } from "./polling-host.ts";
import { scopePluginsDirectory } from "../plugins-directory.ts";
import type { ScopeHost } from "./scope-host.ts";

/** How a host works; every part has a default. */
export interface ScopeHostOptions {
  /** The directory of the plugins; empty for a host without any. Default `/var/run/scope/plugins`, as for a probe. */
  readonly root?: string;
  /** What plugins are told of the host. Default: 63 random bits, as for a probe. */
  readonly probeId?: string;
  /** Default: the name of this machine. */
  readonly hostname?: string;
  /** From one poll of a plugin to the next. Default 1000. */
  readonly pollMs?: number;
  /** Longest time until a plugin is found whose hints were lost. Default 5000. */
  readonly scanMs?: number;
  /** For each exchange with a plugin, from connecting to the last byte. Default 500. */
  readonly timeoutMs?: number;
  /** Longest report of a plugin, unpacked. Default 50 MiB. */
  readonly maxReportBytes?: number;
  /** Deepest nesting of a report. Default 512. */
  readonly maxDepth?: number;
  /** Polls under way at a time, of all plugins. Default 256. */
  readonly maxConcurrent?: number;
  /** Told of plugins that come, fail, recover and go. Default: nobody is. */
  readonly logger?: Logger;
}

const defaultPollMs = 1000;
const defaultScanMs = 5000;
const defaultTimeoutMs = 500;
const defaultMaxReportBytes = 50 * 1024 * 1024;
const defaultMaxDepth = 512;
const defaultMaxConcurrent = 256;

/**
 * Opens a host of Scope's plugins. The plugins that are there are known when it resolves, and asked for their first
 * reports. The directory need not exist yet.
 *
 * @throws Error if an option is none.
 */
export async function openScopeHost(options: ScopeHostOptions = {}): Promise<ScopeHost> {
  const connect = (path: string): SocketClient => new SocketClient(path);
  const world = {
    clock: systemClock,
    random: Math.random,
    files: fileSystem,
    hints: directoryHints,
    connect,
  };
  const host = new PollingHost(world, settingsOf(options));
  await host.start();
  return host;
}

function settingsOf(options: ScopeHostOptions): HostSettings {
  const { root = scopePluginsDirectory({}) } = options;
  return {
    root: root === "" ? "" : resolve(root),
    probeId: options.probeId ?? newProbeId(),
    hostname: options.hostname ?? nameOfMachine(),
    scanMs: positive(options, "scanMs", defaultScanMs),
    maxConcurrent: positive(options, "maxConcurrent", defaultMaxConcurrent),
    limits: {
      pollMs: positive(options, "pollMs", defaultPollMs),
      timeoutMs: positive(options, "timeoutMs", defaultTimeoutMs),
      maxBytes: positive(options, "maxReportBytes", defaultMaxReportBytes),
      maxDepth: positive(options, "maxDepth", defaultMaxDepth),
    },
    logger: options.logger ?? silentLogger,
  };
}

type NumericOption = "pollMs" | "scanMs" | "timeoutMs" | "maxReportBytes" | "maxDepth" | "maxConcurrent";

function positive(options: ScopeHostOptions, name: NumericOption, byDefault: number): number {
  const value = options[name] ?? byDefault;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`Cannot open a host of Scope plugins: ${name} is ${value}; give a whole number above 0`);
}

/** 63 random bits in lower-case hexadecimal, without leading zeros. */
function newProbeId(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString(16);
}
