import { join } from "node:path";
import {
  createHarmlessLogger,
  createMemoryJournal,
  type GroupController,
  type Journal,
  type Logger,
  openGroupController,
} from "@infrakit/group";
import { openFileJournal } from "@infrakit/manager";
import type { CallOptions, CommitOptions, LocalError, PluginLookup } from "@infrakit/spi";
import type { CommitResult, GroupStatus } from "@infrakit/spi/data";
import { Cleanup } from "./cleanup.ts";
import { endingAtOnce } from "./ending-at-once.ts";
import { type Group, groupSpec } from "./group.ts";
import { GroupEventFeed, type GroupNews, type MissedNews } from "./group-event-feed.ts";
import { guardDamaged } from "./guard-damaged.ts";
import { groupObjects, tellChanges } from "./group-objects.ts";
import { type InfrakitOptions, refuseUnmeantOptions } from "./infrakit-options.ts";
import { measurePlugins } from "./measure-plugins.ts";
import { Metrics } from "./metrics.ts";
import { type Damages, noDamages, noteDamages } from "./note-damages.ts";
import { OpenCalls } from "./open-calls.ts";
import { openPlugins } from "./open-plugins.ts";
import { serveObjects } from "./serve-objects.ts";
import { type SlowCall, slowCalls } from "./slow-call.ts";
import { type GroupChange, StatusFeed } from "./status-feed.ts";
import { systemClock } from "./system-clock.ts";

/** A group controller with everything that it needs, in this process. */
export interface Infrakit {
  readonly controller: GroupController;
  /** The plugins that it works with. */
  readonly plugins: PluginLookup;
  /** Starts to keep a group, or changes it. Resolves when that is certain to happen, not when it is done. */
  commit(group: Group, options?: CommitOptions): Promise<CommitResult>;
  /** Where a group stands, now and after every change, until it is gone. @throws if it is not watched. */
  watch(id: string, options?: CallOptions): AsyncIterable<GroupStatus>;
  /** The same for all groups, those to come included. */
  watchAll(options?: CallOptions): AsyncIterable<GroupChange>;
  /**
   * What happens to one group or to all, from the first read on. Nobody waits for a reader that is slow: it is told
   * how much it has missed. What must be known is where a group stands.
   */
  events(id?: string, options?: CallOptions): AsyncIterable<GroupNews | MissedNews>;
  /** Why a group is not kept whose record in `stateDir` is damaged; `undefined` for any other. */
  damage(id: string): Promise<LocalError | undefined>;
  /** Which plugins have not answered for a while, and what they were asked: whoever waits, waits for them. */
  slowCalls(): readonly SlowCall[];
  /** What is measured of the groups and of the plugins, in the text format of Prometheus. */
  metrics(): string;
  /** Ends all instances of a group and resolves when it is gone. */
  destroy(id: string, options?: CallOptions): Promise<void>;
  /** Stops keeping the groups: first the controller, the plugins last. All instances go on as they are. */
  close(): Promise<void>;
}

/**
 * Starts to keep groups in this process, those first that were kept in `stateDir` before. One whose record is damaged
 * is not kept, and each call that is about it fails with the reason, until its file is moved away, or restored before the
 * next start; the logger is told.
 * @throws LocalError if the state directory or the plugin directory cannot be used; Error if an option is misspelt or
 * has a value that means nothing.
 */
export async function startInfrakit(given: InfrakitOptions = {}): Promise<Infrakit> {
  refuseUnmeantOptions(given);
  const { env = process.env } = given;
  const options = { ...given, env, logger: createHarmlessLogger(given.logger) };
  const cleanup = new Cleanup();
  const now = (): number => systemClock.now();
  const feeds = { statuses: new StatusFeed(), events: new GroupEventFeed(now), metrics: new Metrics(now) };
  try {
    const kept = await openJournal(options, cleanup);
    const found = await openPlugins(options, cleanup);
    const open = new OpenCalls();
    const plugins = measurePlugins(found, {
      now: () => performance.now(),
      onCall: (call) => feeds.metrics.onCall(call),
      open,
    });
    const slow = (): readonly SlowCall[] => slowCalls(open, performance.now());
    const controller = await openController(options, { ...kept, plugins, feeds, slow, cleanup });
    cleanup.defer(() => feeds.statuses.close());
    cleanup.defer(() => feeds.events.close());
    return createInfrakit({ ...kept, controller, plugins, feeds, slow, close: () => cleanup.close() });
  } catch (error) {
    await cleanup.close();
    throw error;
  }
}

/** Where the records of groups are, below a state directory. */
export function groupsDirectory(stateDir: string): string {
  return join(stateDir, "groups");
}

/** The name of the socket of a controller that remembers its groups. */
export const groupSocketName = "group";

/** What was given, with a logger that harms nobody. */
type Options = InfrakitOptions & { readonly logger: Logger };

async function openJournal({ stateDir, logger }: Options, cleanup: Cleanup): Promise<KeptRecords> {
  if (stateDir === undefined) return { journal: createMemoryJournal(), damages: noDamages };
  const journal = await openFileJournal({ directory: groupsDirectory(stateDir) });
  cleanup.defer(() => journal.close());
  return noteDamages(journal, logger);
}

/** What is remembered of groups, and what is not because it is damaged. */
interface KeptRecords {
  readonly journal: Journal;
  readonly damages: Damages;
}

/** What becomes of groups, for those who want to know. */
interface Feeds {
  readonly statuses: StatusFeed;
  readonly events: GroupEventFeed;
  readonly metrics: Metrics;
}

interface ControllerParts extends KeptRecords {
  readonly plugins: PluginLookup;
  readonly feeds: Feeds;
  readonly slow: () => readonly SlowCall[];
  readonly cleanup: Cleanup;
}

/**
 * The socket is taken before the controller is opened: of two controllers that would serve there, one does
 * nothing. It is closed before the controller is: nothing is committed to one that has stopped.
 */
async function openController(
  { policy, isProtected, logger, pluginsDir }: Options,
  { plugins, journal, damages, feeds, slow, cleanup }: ControllerParts,
): Promise<GroupController> {
  const opened: { controller?: GroupController } = {};
  cleanup.defer(() => opened.controller?.close());
  if (pluginsDir !== undefined) {
    const objects = groupObjects({
      feed: feeds.events,
      slow,
      damaged: () => damages.list(),
      controller: () => opened.controller,
    });
    const place = { directory: pluginsDir, name: groupSocketName, logger };
    const socket = await serveObjects(place, objects);
    cleanup.defer(() => socket.close());
  }
  const tell = (change: GroupChange): void => {
    feeds.metrics.onChange(change);
    feeds.events.push(change);
    feeds.statuses.push(change);
  };
  const controller = await openGroupController({
    ...tellChanges(journal, tell),
    plugins,
    clock: systemClock,
    random: Math.random,
    logger,
    ...(policy && { policy }),
    ...(isProtected && { isProtected }),
  });
  opened.controller = guardDamaged(controller, damages);
  return opened.controller;
}

interface OpenParts extends Pick<Infrakit, "controller" | "plugins" | "close"> {
  readonly damages: Damages;
  readonly feeds: Feeds;
  readonly slow: () => readonly SlowCall[];
}

function createInfrakit({ controller, plugins, damages, feeds, slow, close }: OpenParts): Infrakit {
  const { statuses, events, metrics } = feeds;
  const current = (id: string): GroupChange => {
    return { id, status: controller.ids().includes(id) ? controller.status(id) : null };
  };
  /** The statuses of one group, and `null` at the end if the group is gone. */
  async function* changesOf(
    id: string,
    signal?: AbortSignal,
  ): AsyncGenerator<GroupStatus | null, void, void> {
    for await (const change of statuses.read(() => [current(id)], signal)) {
      if (change.id !== id) continue;
      yield change.status;
      if (change.status === null) return;
    }
  }
  async function* statusesOf(id: string, signal: AbortSignal): AsyncGenerator<GroupStatus, void, void> {
    controller.status(id);
    for await (const status of changesOf(id, signal)) if (status !== null) yield status;
  }
  return {
    controller,
    plugins,
    // What is wrong with the group is heard where what the controller says is heard.
    commit: async (group, options) => await controller.commitGroup(groupSpec(group), options),
    watch: (id, { signal } = {}) => endingAtOnce((stop) => statusesOf(id, stop), signal),
    watchAll({ signal } = {}) {
      return endingAtOnce((stop) => statuses.read(() => controller.ids().map(current), stop), signal);
    },
    events: (id, { signal } = {}) => endingAtOnce((stop) => events.read(id, stop), signal),
    damage: async (id) => damages.find(id),
    slowCalls: slow,
    metrics() {
      const groups = controller.ids().map((id) => [id, controller.status(id)] as const);
      return metrics.format(groups, damages.list().length);
    },
    async destroy(id, { signal } = {}) {
      await controller.destroyGroup(id, { ...(signal && { signal }) });
      for await (const status of changesOf(id, signal)) if (status === null) return;
      signal?.throwIfAborted();
      const why = "everything was closed; whoever starts next goes on";
      throw new Error(`Cannot wait for the end of group "${id}": ${why}`);
    },
    close,
  };
}
