import type { ChildProcess } from "node:child_process";
import type { InstanceSpec } from "@infrakit/spi/data";
import type { InstanceLogs } from "./instance-log.ts";
import { launch } from "./launch.ts";
import type { ProcessTable } from "./process-table.ts";
import type { ProcessProperties } from "./properties.ts";
import type { ProcessIdentity } from "./record.ts";
import type { RecordStore } from "./record-store.ts";

/** What is started. */
export interface StartRequest {
  readonly id: string;
  readonly spec: InstanceSpec;
  /** Those of the spec, parsed. */
  readonly properties: ProcessProperties;
}

/** What a start works with. */
export interface StartParts {
  readonly store: RecordStore;
  readonly logs: InstanceLogs;
  readonly table: ProcessTable;
  /** Ends all processes of an instance. */
  readonly end: (id: string, leader: ProcessIdentity | null) => Promise<void>;
  /** Told of what could not be undone. */
  readonly onError: (error: unknown) => void;
}

/**
 * Starts an instance in three steps: the intent is written, the process started, and written down which process
 * it is. A crash between any two of them leaves what `planRecovery` understands. A failure is undone: no
 * process, no record.
 */
export async function startInstance(request: StartRequest, parts: StartParts): Promise<ChildProcess> {
  const child = await startNoted(request, parts);
  const identity = await identify(child, parts.table);
  try {
    await parts.store.update(request.id, (record) => ({ ...record, process: identity }));
    return child;
  } catch (error) {
    // The record goes last: as long as a process lives, the next plugin must find it by the intent.
    await undo(parts, async () => {
      await parts.end(request.id, identity);
      await forget(request.id, parts);
    });
    throw error;
  }
}

async function startNoted({ id, spec, properties }: StartRequest, parts: StartParts): Promise<ChildProcess> {
  const { tags, logicalId, init } = spec;
  const startedAt = new Date().toISOString();
  try {
    await parts.store.create({ id, logicalId, tags, command: properties.command, startedAt, process: null });
    const log = await parts.logs.create(id);
    try {
      return await launch({ id, logicalId, tags, init, properties }, log.fd);
    } finally {
      await log.close();
    }
  } catch (error) {
    await undo(parts, () => forget(id, parts));
    throw error;
  }
}

/** `null` if it has ended already. */
async function identify(child: ChildProcess, table: ProcessTable): Promise<ProcessIdentity | null> {
  const pid = child.pid ?? 0;
  const entry = (await table.find([pid])).get(pid);
  return entry === undefined ? null : { pid, start: entry.start, boot: table.boot };
}

async function forget(id: string, { store, logs }: StartParts): Promise<void> {
  await store.remove(id);
  await logs.remove(id);
}

/** The caller is told why the start failed; that it could not be undone is told to somebody else. */
async function undo({ onError }: StartParts, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    onError(error);
  }
}
