import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { StateDirectory } from "@infrakit/manager/state";
import { type CallOptions, type InstanceChange, type InstanceQuery, LocalError } from "@infrakit/spi";
import type { DestroyReason, InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { hasTags } from "../has-tags.ts";
import { ChangeFeed } from "./change-feed.ts";
import { coalesce } from "./coalesce.ts";
import { DeathWatch } from "./death-watch.ts";
import type { InstanceLogs } from "./instance-log.ts";
import { refuseMissingDirectory } from "./launch.ts";
import { LogRotation } from "./log-rotation.ts";
import type { ProcessTable, TokenEntry } from "./process-table.ts";
import { endTree } from "./process-tree.ts";
import { parseProcessProperties, type ProcessProperties } from "./properties.ts";
import { type InstanceRecord, isSameProcess, type ProcessIdentity } from "./record.ts";
import type { RecordStore } from "./record-store.ts";
import { OpenWork } from "./open-work.ts";
import { planRecovery, type Recovery } from "./recovery.ts";
import { startInstance } from "./start-instance.ts";
import { untilAborted } from "./until-aborted.ts";

/** How long after its end a child may be waited for whose end the system has not told yet. */
const reapedWithinMs = 100;

/** What a keeper works with. */
export interface KeeperParts {
  readonly store: RecordStore;
  readonly logs: InstanceLogs;
  readonly table: ProcessTable;
  readonly state: StateDirectory;
  readonly graceMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Starts, finds and ends processes: the process plugin itself. What everything relies on: a record is on the
 * disk before its process is started, and is removed only when no process of the instance is left.
 */
export class ProcessKeeper {
  readonly #parts: KeeperParts;
  readonly #feed = new ChangeFeed();
  readonly #watch: DeathWatch;
  readonly #rotation: LogRotation;
  /** Those that we have started ourselves, and of whose end the system tells us. */
  readonly #children = new Map<string, ChildProcess>();
  /** Instances that are being ended: a second call joins the first. */
  readonly #endings = new Map<string, Promise<void>>();
  /** Instances whose process has ended, and of which something may be left. */
  readonly #dead = new Set<string>();
  readonly #work = new OpenWork();
  readonly #list: () => Promise<readonly TokenEntry[]>;
  readonly #prune: () => Promise<void>;
  #closed: Promise<void> | undefined;
  /** What was not ended keeps its record: whoever describes, or opens the directory next, tries again. */
  readonly #report = (error: unknown): void => {
    if (!this.#work.signal.aborted) this.#parts.onError(error);
  };

  constructor(parts: KeeperParts) {
    const { store, logs, table, onError } = parts;
    this.#parts = parts;
    this.#watch = new DeathWatch(table, { onDeath: (id) => this.#onDeath(id), onError });
    this.#rotation = new LogRotation(logs, { ids: () => store.all().map(({ id }) => id), onError });
    this.#list = coalesce(() => table.list());
    this.#prune = coalesce(() => logs.prune((id) => store.has(id)));
  }

  /** Takes over what another plugin has left. To be called once, first. */
  async recover(): Promise<void> {
    await this.#recover(this.#parts.store.all());
    await this.#prune();
  }

  async validate(properties: RawJson | null): Promise<void> {
    await refuseMissingDirectory(parseProcessProperties(properties));
  }

  async provision(spec: InstanceSpec, options: CallOptions = {}): Promise<string> {
    const properties = parseProcessProperties(spec.properties);
    await refuseMissingDirectory(properties);
    await this.#refuseIfLost();
    options.signal?.throwIfAborted();
    return this.#work.during(() => this.#start(spec, properties));
  }

  async label(id: string, labels: Tags): Promise<void> {
    await this.#mustFind(id);
    await this.#work.during(() =>
      this.#parts.store.update(id, (record) => ({ ...record, tags: { ...record.tags, ...labels } })),
    );
    this.#feed.push(id);
  }

  /** Answers when all processes of the instance are gone. If the caller gives up, they are ended all the same. */
  async destroy(id: string, _reason: DestroyReason, options: CallOptions = {}): Promise<void> {
    await this.#mustFind(id);
    options.signal?.throwIfAborted();
    await untilAborted(this.#end(id), { signal: options.signal, onError: this.#report });
  }

  async describeInstances({ tags, properties }: InstanceQuery): Promise<readonly InstanceDescription[]> {
    await this.#refuseIfLost();
    await this.#recoverRepaired();
    const records = this.#parts.store.all().filter(isNoted);
    const alive = await this.#sortOutDead(records.filter((record) => hasTags(record.tags, tags)));
    return alive.map((record) => ({
      id: record.id,
      logicalId: record.logicalId,
      tags: record.tags,
      properties: properties ? this.#propertiesOf(record) : null,
    }));
  }

  changes({ signal }: Required<CallOptions>): AsyncIterable<InstanceChange> {
    return this.#feed.read(signal);
  }

  /** Ends the work of the plugin and leaves the processes running. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#feed.close();
    this.#watch.close();
    await Promise.all([this.#work.close(), this.#rotation.close()]);
    for (const child of this.#children.values()) child.removeAllListeners("exit");
    this.#children.clear();
    await this.#parts.state.close();
  }

  async #start(spec: InstanceSpec, properties: ProcessProperties): Promise<string> {
    const id = randomBytes(10).toString("hex");
    const end = (ended: string, leader: ProcessIdentity | null): Promise<void> =>
      this.#endTree(ended, leader);
    const child = await startInstance({ id, spec, properties }, { ...this.#parts, end });
    this.#feed.push(id);
    const onExit = (): void =>
      this.#onDeath(id, `${exitWords(child)}; see ${this.#parts.logs.lastWordsOf(id)}`);
    if (child.exitCode !== null || child.signalCode !== null) {
      onExit();
    } else {
      this.#children.set(id, child);
      child.once("exit", onExit);
    }
    return id;
  }

  /** The process of an instance has ended: what it has started is ended too. */
  #onDeath(id: string, ended?: string): void {
    this.#children.delete(id);
    // Told once, and why as soon as that is known: who hears of it describes, and a describe that finds it again must
    // not wake him again.
    if (!this.#dead.has(id) || ended !== undefined) this.#feed.push(id, ended);
    this.#dead.add(id);
    if (this.#work.signal.aborted) return;
    this.#end(id).catch(this.#report);
  }

  #end(id: string): Promise<void> {
    const known = this.#endings.get(id);
    if (known !== undefined) return known;
    const ending = this.#work.during(() => this.#endNow(id)).finally(() => this.#endings.delete(id));
    this.#endings.set(id, ending);
    return ending;
  }

  async #endNow(id: string): Promise<void> {
    const record = this.#parts.store.find(id);
    if (record === undefined) return;
    await this.#endTree(id, record.process);
    this.#watch.delete(id);
    await this.#parts.store.remove(id);
    this.#dead.delete(id);
    this.#feed.push(id);
    await this.#prune().catch(this.#parts.onError);
  }

  #endTree(id: string, leader: ProcessIdentity | null): Promise<void> {
    const { table, graceMs } = this.#parts;
    return endTree(
      { id, leader },
      { list: this.#list, boot: table.boot, graceMs, signal: this.#work.signal },
    );
  }

  async #recover(records: readonly InstanceRecord[]): Promise<void> {
    if (records.length === 0) return;
    const plan = planRecovery(records, { processes: await this.#list(), boot: this.#parts.table.boot });
    await Promise.all(plan.map((step) => this.#carryOut(step)));
  }

  async #carryOut(step: Recovery): Promise<void> {
    switch (step.action) {
      case "adopt":
        if (step.isNew) {
          await this.#parts.store.update(step.id, (record) => ({ ...record, process: step.identity }));
        }
        return this.#watch.add(step.id, step.identity);
      case "discard":
        return this.#parts.store.remove(step.id);
      case "end":
        return this.#onDeath(step.id);
    }
  }

  /** A file that could not be read and now can is as new to us as those that were there at the start. */
  async #recoverRepaired(): Promise<void> {
    await this.#recover(await this.#parts.store.reload());
  }

  async #mustFind(id: string): Promise<void> {
    this.#work.refuseIfClosed();
    if (this.#parts.store.find(id) === undefined) await this.#recoverRepaired();
    const record = this.#parts.store.find(id);
    if (record === undefined || !isNoted(record)) throw new Error(`not found ${id}`);
  }

  /** Those that live now. We may not have been told yet that the others have ended. */
  async #sortOutDead(records: readonly NotedRecord[]): Promise<readonly NotedRecord[]> {
    const { table } = this.#parts;
    const found = await table.find(records.map((record) => record.process.pid));
    const alive = records.filter(({ process: identity }) =>
      isSameProcess(identity, found.get(identity.pid), table.boot),
    );
    if (alive.length === records.length) return alive;
    const living = new Set(alive);
    const dead = records.filter((record) => !living.has(record));
    await this.#hearWhy(dead.map(({ id }) => id));
    for (const { id } of dead) this.#onDeath(id);
    return alive;
  }

  /** The system says a moment later why a child has ended. It is to be told before a list shows that it did. */
  async #hearWhy(ids: readonly string[]): Promise<void> {
    const until = performance.now() + reapedWithinMs;
    while (ids.some((id) => this.#children.has(id)) && performance.now() < until) await setTimeout(1);
    // Whoever follows the changes has heard of them in the next turn.
    await setImmediate();
  }

  #propertiesOf({ id, process: { pid }, startedAt, command }: NotedRecord): RawJson {
    return RawJson.fromValue({
      Pid: pid,
      StartedAt: startedAt,
      Command: command,
      Log: this.#parts.logs.pathOf(id),
    });
  }

  /** Without its directory a plugin knows nothing: another may have begun to use a new one in its place. */
  async #refuseIfLost(): Promise<void> {
    this.#work.refuseIfClosed();
    if (await this.#parts.state.isHeld()) return;
    throw new LocalError(
      "state_unreadable",
      `Cannot use "${this.#parts.state.directory}": it was removed or replaced; start the plugin again`,
    );
  }
}

/** How a process ended. */
function exitWords({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
}

/** A record whose process is known. */
type NotedRecord = InstanceRecord & { readonly process: ProcessIdentity };

function isNoted(record: InstanceRecord): record is NotedRecord {
  return record.process !== null;
}
