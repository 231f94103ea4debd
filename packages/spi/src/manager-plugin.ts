import type { CallOptions } from "./call-options.ts";
import type { Spec, SpecObject } from "./data/index.ts";

/**
 * What several controllers that stand in for each other have in common: who leads, and what was committed. On
 * the wire the interface is called `Stack`, its service `Manager`.
 */
export interface ManagerPlugin {
  isLeader(options?: CallOptions): Promise<boolean>;

  /** URL of the leader's front door; `null` if it is not known. */
  leaderLocation(options?: CallOptions): Promise<string | null>;

  /** What was committed. */
  specs(options?: CallOptions): Promise<readonly Spec[]>;

  /** What there is of what was committed. */
  inspect(options?: CallOptions): Promise<readonly SpecObject[]>;

  /** Commits several specs at once. */
  enforce(specs: readonly Spec[], options?: CallOptions): Promise<void>;

  /** Ends what several specs stand for. */
  terminate(specs: readonly Spec[], options?: CallOptions): Promise<void>;
}
