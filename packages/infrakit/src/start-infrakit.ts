import { join } from "node:path";
import {
  type ControllerPolicy,
  createGroupMetadata,
  createMemoryJournal,
  type GroupController,
  type Journal,
  type Logger,
  openGroupController,
} from "@infrakit/group";
import { openFileJournal } from "@infrakit/manager";
import type { CallOptions, CommitOptions, MetadataPlugin, PluginLookup } from "@infrakit/spi";
import type { CommitResult, GroupStatus } from "@infrakit/spi/data";
import { Cleanup } from "./cleanup.ts";
import type { GivenPlugins } from "./given-plugins.ts";
import { type Group, groupSpec } from "./group.ts";
import { unnamed } from "./kinds/kind.ts";
import { openPlugins } from "./open-plugins.ts";
import { serveObjects } from "./serve-objects.ts";
import { type GroupChange, StatusFeed } from "./status-feed.ts";
import { systemClock } from "./system-clock.ts";

/** What an {@link Infrakit} is made of. Nothing must be given. */
export interface InfrakitOptions {
  /** Plugins of the program's own. `process`, `file` and `vanilla` are there without being given. */
  readonly plugins?: GivenPlugins;
  /**
   * Where groups and processes are remembered: whoever starts here next takes them up. It belongs to one process
   * at a time. Without it groups are forgotten at the end, and there is no `process` plugin.
   */
  readonly stateDir?: string;
  /**
   * Plugin directory: plugins of other processes are found there, and ours are served there, the controller as
   * `group`. Without it there are no sockets at all.
   */
  readonly pluginsDir?: string;
  readonly policy?: Partial<ControllerPolicy>;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Where the plugins read their settings. Default: the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A group controller with everything that it needs, in this process. */
export interface Infrakit {
  readonly controller: GroupController;
  /** Starts to keep a group, or changes it. Resolves when that is certain to happen, not when it is done. */
  commit(group: Group, options?: CommitOptions): Promise<CommitResult>;
  /** Where a group stands, now and after every change, until it is gone. @throws if it is not watched. */
  watch(id: string, options?: CallOptions): AsyncIterable<GroupStatus>;
  /** The same for all groups, those to come included. */
  watchAll(options?: CallOptions): AsyncIterable<GroupChange>;
  /** Ends all instances of a group and resolves when it is gone. */
  destroy(id: string, options?: CallOptions): Promise<void>;
  /** Stops keeping the groups: first the controller, the plugins last. All instances go on as they are. */
  close(): Promise<void>;
}

/**
 * Starts to keep groups in this process, those first that were kept in `stateDir` before.
 * @throws LocalError if the state directory or the plugin directory cannot be used.
 */
export async function startInfrakit(options: InfrakitOptions = {}): Promise<Infrakit> {
  const cleanup = new Cleanup();
  const feed = new StatusFeed();
  try {
    const journal = await openJournal(options, cleanup);
    const plugins = await openPlugins({ ...options, ...withDefaults(options) }, cleanup);
    const controller = await openController(options, {
      plugins,
      journal: tellingWhoIsGone(journal, feed),
      onStatus: (id, status) => feed.push({ id, status }),
      cleanup,
    });
    cleanup.defer(() => feed.close());
    return createInfrakit(controller, feed, () => cleanup.close());
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

function withDefaults({ env = process.env, logger = silent }: InfrakitOptions) {
  return { env, logger };
}

const silent: Logger = { info: () => undefined, warn: () => undefined };

async function openJournal({ stateDir }: InfrakitOptions, cleanup: Cleanup): Promise<Journal> {
  if (stateDir === undefined) return createMemoryJournal();
  const journal = await openFileJournal({ directory: groupsDirectory(stateDir) });
  cleanup.defer(() => journal.close());
  return journal;
}

/** A record is removed when its group is gone, and then only. */
function tellingWhoIsGone(journal: Journal, feed: StatusFeed): Journal {
  return {
    load: () => journal.load(),
    save: (record) => journal.save(record),
    async remove(id) {
      await journal.remove(id);
      feed.push({ id, status: null });
    },
  };
}

interface ControllerParts {
  readonly plugins: PluginLookup;
  readonly journal: Journal;
  readonly onStatus: (id: string, status: GroupStatus) => void;
  readonly cleanup: Cleanup;
}

/**
 * The socket is taken before the controller is opened: of two controllers that would serve there, one does
 * nothing. It is closed before the controller is: nothing is committed to one that has stopped.
 */
async function openController(
  { policy, logger = silent, pluginsDir }: InfrakitOptions,
  { plugins, journal, onStatus, cleanup }: ControllerParts,
): Promise<GroupController> {
  const opened: { controller?: GroupController; metadata?: MetadataPlugin } = {};
  cleanup.defer(() => opened.controller?.close());
  if (pluginsDir !== undefined) {
    const objects = {
      get group() {
        return opened.controller === undefined ? {} : { [unnamed]: opened.controller };
      },
      get metadata() {
        return opened.metadata === undefined ? {} : { [unnamed]: opened.metadata };
      },
    };
    const socket = await serveObjects(pluginsDir, groupSocketName, objects);
    cleanup.defer(() => socket.close());
  }
  opened.controller = await openGroupController({
    plugins,
    journal,
    clock: systemClock,
    random: Math.random,
    onStatus,
    logger,
    ...(policy && { policy }),
  });
  opened.metadata = createGroupMetadata(opened.controller, systemClock);
  return opened.controller;
}

function createInfrakit(controller: GroupController, feed: StatusFeed, close: () => Promise<void>): Infrakit {
  const current = (id: string): GroupChange => {
    return { id, status: controller.ids().includes(id) ? controller.status(id) : null };
  };
  /** The statuses of one group, and `null` at the end if the group is gone. */
  async function* changesOf(
    id: string,
    signal?: AbortSignal,
  ): AsyncGenerator<GroupStatus | null, void, void> {
    for await (const change of feed.read(() => [current(id)], signal)) {
      if (change.id !== id) continue;
      yield change.status;
      if (change.status === null) return;
    }
  }
  return {
    controller,
    commit: (group, options) => controller.commitGroup(groupSpec(group), options),
    async *watch(id, { signal } = {}) {
      controller.status(id);
      for await (const status of changesOf(id, signal)) if (status !== null) yield status;
    },
    watchAll: ({ signal } = {}) => feed.read(() => controller.ids().map(current), signal),
    async destroy(id, { signal } = {}) {
      await controller.destroyGroup(id);
      for await (const status of changesOf(id, signal)) if (status === null) return;
      signal?.throwIfAborted();
      const why = "everything was closed; whoever starts next goes on";
      throw new Error(`Cannot wait for the end of group "${id}": ${why}`);
    },
    close,
  };
}
