import type {
  EventPlugin,
  FlavorPlugin,
  GroupPlugin,
  InstancePlugin,
  MetadataPlugin,
  PluginLookup,
  RolloutPlugin,
} from "@infrakit/spi";
import type { RawJson } from "@infrakit/spi/document";
import type { Logger } from "@infrakit/group";

/** Objects by the part of their names behind the slash; `.` for the one that has none. */
export interface HostedObjects {
  readonly instance?: Readonly<Record<string, InstancePlugin>>;
  readonly flavor?: Readonly<Record<string, FlavorPlugin>>;
  readonly group?: Readonly<Record<string, GroupPlugin>>;
  /** What an operator tells the groups, under the same names. */
  readonly rollout?: Readonly<Record<string, RolloutPlugin>>;
  readonly metadata?: Readonly<Record<string, MetadataPlugin>>;
  readonly event?: Readonly<Record<string, EventPlugin>>;
}

/** The name of an object that has none. */
export const unnamed = ".";

/** Plugins of one name that are open in this process. */
export interface OpenKind {
  readonly objects: HostedObjects;
  /** Ends the work of the plugin and leaves its instances alone. */
  close(): Promise<void>;
}

/** What a kind is opened with. */
export interface KindContext {
  /** The name that it is found by, and that of its socket. */
  readonly name: string;
  /** Where it may keep what must outlive the process; absent if nothing shall. */
  readonly stateDir?: string;
  readonly env: NodeJS.ProcessEnv;
  /** The plugins that it may use itself. */
  readonly plugins: PluginLookup;
  readonly logger: Logger;
}

/** A kind of plugin that comes with InfraKit. */
export interface Kind {
  /** What it is called in `infrakit plugin start`, and in specs. */
  readonly name: string;
  /** The name of its socket where nobody chooses another. */
  readonly socketName: string;
  /** Whether lists show at once whatever it has made: what it lists is what is on the disk. Default no. */
  readonly listsAtOnce?: boolean;
  /**
   * Refuses properties that nobody can mean, such as a misspelt member. Absent where all are valid.
   * @throws DecodeError that names the member.
   */
  checkProperties?(properties: RawJson | null): void;
  open(context: KindContext): Promise<OpenKind>;
}
