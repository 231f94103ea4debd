import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";
import type { PluginConnection } from "./poll-plugin.ts";
import type { PollGate } from "./poll-gate.ts";
import type { ScopeChange } from "./scope-host.ts";

/** What all plugins of a host share. */
export interface PluginContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly gate: PollGate;
  /** Makes a way to ask the plugin behind a socket. Nothing is opened before there is something to send. */
  readonly connect: (path: string) => PluginConnection;
  readonly publish: (change: ScopeChange) => void;
  /** Has the host look at once which sockets there are. */
  readonly lookAgain: () => void;
  readonly probeId: string;
  readonly limits: PluginLimits;
}

/** What a plugin may take. */
export interface PluginLimits {
  /** From the begin of one poll to that of the next. */
  readonly pollMs: number;
  /** For each exchange, from the first byte of the request to the last one of the answer. */
  readonly timeoutMs: number;
  /** Longest answer. */
  readonly maxBytes: number;
  /** Deepest nesting of a report. */
  readonly maxDepth: number;
}
