/**
 * Keeps N of anything alive, in a program of your own: the group controller and its plugins, put together.
 *
 * ```ts
 * import { processInstance, startInfrakit } from "@infrakit/infrakit";
 *
 * const infrakit = await startInfrakit({ stateDir: "./state" });
 * const instance = processInstance({ command: "node", args: ["server.js"] });
 * await infrakit.commit({ id: "web", size: 3, instance });
 * for await (const { phase, ready, desired } of infrakit.watch("web")) {
 *   console.log(`${phase}: ${ready} of ${desired}`);
 * }
 * ```
 *
 * @module
 */
export { comboFlavor } from "@infrakit/plugins/flavor/combo";
export { vanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
export { processInstance } from "@infrakit/plugins/instance/process";
export type {
  ControllerPolicy,
  GroupController,
  GroupEventType,
  HealingProperties,
  LimitsProperties,
  Logger,
  PluginSpec,
  Updating,
} from "@infrakit/group";
export type { FlavorPlugin, InstancePlugin } from "@infrakit/spi";
export type { GroupStatus, InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
export { RawJson } from "@infrakit/spi/document";
export type { GroupNews, MissedNews } from "./group-event-feed.ts";
export { type Group, groupSpec } from "./group.ts";
export type { GivenPlugins } from "./given-plugins.ts";
export type { InfrakitOptions } from "./infrakit-options.ts";
export { type Infrakit, startInfrakit } from "./start-infrakit.ts";
export type { GroupChange } from "./status-feed.ts";
