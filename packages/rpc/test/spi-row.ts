import type {
  ControllerPlugin,
  FlavorPlugin,
  GroupPlugin,
  InstancePlugin,
  L4Plugin,
  ManagerPlugin,
  MetadataPlugin,
  ResourcePlugin,
  RolloutPlugin,
  UpdatablePlugin,
} from "@infrakit/spi";
import type { Call } from "./fakes.ts";

/** The plugins of all kinds whose methods are calls, wherever they are. */
export interface Plugins {
  readonly controller: ControllerPlugin;
  readonly instance: InstancePlugin;
  readonly flavor: FlavorPlugin;
  readonly group: GroupPlugin;
  readonly l4: L4Plugin;
  readonly manager: ManagerPlugin;
  readonly metadata: MetadataPlugin;
  readonly resource: ResourcePlugin;
  readonly rollout: RolloutPlugin;
  readonly updatable: UpdatablePlugin;
}

/** A call, what it gives, and what must reach the plugin. */
export interface Row {
  readonly name: string;
  readonly call: (plugins: Plugins) => Promise<unknown>;
  readonly gives?: unknown;
  readonly refuses?: string;
  readonly reaches: readonly Call[];
}
