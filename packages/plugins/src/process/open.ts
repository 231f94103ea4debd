import { join } from "node:path";
import { openStateDirectory, type StateDirectory, stateUnwritable } from "@infrakit/manager/state";
import { type InstancePlugin, LocalError } from "@infrakit/spi";
import { InstanceLogs, type LogLimits } from "./instance-log.ts";
import { type KeeperParts, ProcessKeeper } from "./process-keeper.ts";
import { openProcTable } from "./proc-table.ts";
import type { ProcessTable } from "./process-table.ts";
import { createPsTable } from "./ps-table.ts";
import { RecordStore } from "./record-store.ts";

/** How processes are kept. */
export interface ProcessInstancesOptions {
  /** Where records (`instance/`) and logs (`log/`) are. It belongs to one plugin at a time. */
  readonly directory: string;
  /** How long a process has to end by itself when it is destroyed. Default 10 s. */
  readonly graceMs?: number;
  /** Size at which a log is moved to its older copy, `<id>.log.1`. Default 10 MiB. */
  readonly maxLogBytes?: number;
  /** How many logs of dead instances are kept. Default 100. */
  readonly maxDeadLogs?: number;
  /** Told of what went wrong with no caller to tell, such as a full disk. Default: a warning of the process. */
  readonly onError?: (error: unknown) => void;
}

/** The process plugin of one directory. */
export interface ProcessInstances extends Required<InstancePlugin> {
  /** Ends the work of the plugin and leaves the processes running. */
  close(): Promise<void>;
}

/**
 * Opens a directory of processes and takes over those that live.
 *
 * Properties are `{"Command","Args","Env","Cwd"}`. A process gets the variables of the plugin, its own, and
 * `INFRAKIT_INSTANCE`, `INFRAKIT_GROUP`, `INFRAKIT_SLOT` and `INFRAKIT_LOGICAL_ID`. The spec's `Init`, if there is one, is run by `/bin/sh` first,
 * in the same process: what it exports and its directory stay, and if it fails, the instance ends. When the
 * process ends, so does all that it has started.
 * @throws LocalError `state_locked` if another plugin has the directory; `state_unwritable`, `unsafe_directory` or
 * `path_too_long` if it cannot be used.
 */
export async function createProcessInstances(options: ProcessInstancesOptions): Promise<ProcessInstances> {
  const { graceMs = 10_000, onError = warn } = options;
  const limits = { maxBytes: options.maxLogBytes ?? 10 * 1024 * 1024, maxDead: options.maxDeadLogs ?? 100 };
  const table = await openProcessTable();
  const state = await openStateDirectory({ directory: options.directory, purpose: "process plugin" });
  const keeper = await openKeeper({ state, table, graceMs, onError }, limits);
  try {
    await keeper.recover();
    return keeper;
  } catch (error) {
    await keeper.close();
    throw unusable(state, error);
  }
}

/** `/proc` on Linux, the program `ps` on macOS. */
async function openProcessTable(): Promise<ProcessTable> {
  if (process.platform === "linux") return openProcTable();
  if (process.platform === "darwin") return createPsTable();
  const message = `Cannot watch processes on "${process.platform}": only Linux and macOS are supported`;
  throw new LocalError("state_unreadable", message);
}

async function openKeeper(
  parts: Omit<KeeperParts, "store" | "logs">,
  limits: LogLimits,
): Promise<ProcessKeeper> {
  const { directory } = parts.state;
  try {
    const store = await RecordStore.open(join(directory, "instance"));
    const logs = await InstanceLogs.open(join(directory, "log"), limits);
    return new ProcessKeeper({ ...parts, store, logs });
  } catch (error) {
    await parts.state.close();
    throw unusable(parts.state, error);
  }
}

function unusable(state: StateDirectory, error: unknown): LocalError {
  return error instanceof LocalError ? error : stateUnwritable("use", state, error);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
