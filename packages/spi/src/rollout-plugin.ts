import type { CallOptions } from "./call-options.ts";
import type { GroupStatus } from "./data/index.ts";

/**
 * What an operator tells a group that is being changed, for which InfraKit's protocol has no words. Objects are
 * told apart as those of `Group` are, and answer for the same groups.
 */
export interface RolloutPlugin {
  /** Where a group stands. */
  status(id: string, options?: CallOptions): Promise<GroupStatus>;

  /** What the controller would do next and what keeps it from doing more, one line each. */
  explain(id: string, options?: CallOptions): Promise<readonly string[]>;

  /** Stops the update, and nothing else: members that die are still replaced. */
  pause(id: string, options?: CallOptions): Promise<void>;

  /** Goes on with an update that was paused or stopped by itself, or with creations that were given up. */
  resume(id: string, options?: CallOptions): Promise<void>;

  /** Ends the update where it stands: no more members are changed until the next commit. */
  abort(id: string, options?: CallOptions): Promise<void>;

  /** Commits again what the group last converged to. */
  rollback(id: string, options?: CallOptions): Promise<void>;

  /** Lets an update that waits behind its canaries go on. */
  promote(id: string, options?: CallOptions): Promise<void>;

  /** Replaces certain instances by others of the same properties, as carefully as an update does. */
  replace(id: string, instances: readonly string[], options?: CallOptions): Promise<void>;
}
