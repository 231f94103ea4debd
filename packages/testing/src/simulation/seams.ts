import type { InstanceDescription } from "@infrakit/spi/data";
import type { GroupPlugin, PluginLookup, RolloutPlugin } from "@infrakit/spi";

/** What a group is remembered by. */
export interface SimulatedRecord {
  readonly id: string;
  readonly text: string;
}

/** All that a controller gets of the simulated world. It must have no other clock, randomness or memory. */
export interface SimulatedSeams {
  readonly plugins: PluginLookup;
  readonly clock: {
    now(): number;
    callAt(time: number, callback: () => void): { cancel(): void };
    callSoon(callback: () => void): void;
  };
  readonly random: () => number;
  readonly journal: {
    load(): Promise<readonly SimulatedRecord[]>;
    save(record: SimulatedRecord): Promise<void>;
    remove(id: string): Promise<void>;
  };
  readonly isProtected: (instance: InstanceDescription) => boolean;
  /** What the operator of the controller sets for all of its groups. */
  readonly policy: {
    readonly pollIntervalMs: number;
    /** Creations and destroys that a group may have in flight; 0 for no limit. */
    readonly maxParallel: number;
    /** Logical id of the instance that the controller runs on. */
    readonly self: string | null;
  };
}

/**
 * Opens a controller. It is killed by cutting it off from its seams: no call is made or answered, and no timer
 * runs any more. Then another is opened, with other seams of the same world.
 */
export type OpenController = (seams: SimulatedSeams) => Promise<SimulatedController>;

/** A group plugin, and what it hears of operators if it listens to them. */
export interface SimulatedController extends GroupPlugin {
  readonly rollout?: RolloutPlugin;
}
