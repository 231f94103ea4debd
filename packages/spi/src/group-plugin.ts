import type { CallOptions } from "./call-options.ts";
import type { CommitResult, GroupDescription, GroupSpec } from "./data/index.ts";

/** How a spec is committed. */
export interface CommitOptions extends CallOptions {
  /** Only says what a commit would do. Default `false`. */
  readonly pretend?: boolean;
}

/** Keeps groups of instances as their specs say. */
export interface GroupPlugin {
  /** Starts to watch a group, or changes it. Returns as soon as the spec is accepted, not when it is done. */
  commitGroup(spec: GroupSpec, options?: CommitOptions): Promise<CommitResult>;

  /** Forgets a group and leaves its instances alone. */
  freeGroup(id: string, options?: CallOptions): Promise<void>;

  describeGroup(id: string, options?: CallOptions): Promise<GroupDescription>;

  /** Ends all instances of a group, then forgets it. */
  destroyGroup(id: string, options?: CallOptions): Promise<void>;

  /** The specs of all groups that are watched. */
  inspectGroups(options?: CallOptions): Promise<readonly GroupSpec[]>;

  /** Ends certain instances and makes the group smaller by as many. */
  destroyInstances(id: string, instances: readonly string[], options?: CallOptions): Promise<void>;

  /** How many instances the group should have. */
  size(id: string, options?: CallOptions): Promise<number>;

  setSize(id: string, size: number, options?: CallOptions): Promise<void>;
}
