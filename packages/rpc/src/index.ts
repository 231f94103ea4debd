/**
 * Serves plugins on sockets and calls them, in every dialect of InfraKit's protocol.
 *
 * @example
 * ```ts
 * const server = await servePlugin({ instance }, { name: "mine" });
 * const connection = connectPlugin(server.address);
 * const mine = connectInstance(connection, "mine");
 * await mine.describeInstances({ tags: {}, properties: false });
 * ```
 *
 * @module
 */
export type { Caller, InterfaceCaller } from "./caller.ts";
export { clientTimeoutMs, defaultClientTimeoutMs } from "./client-timeout.ts";
export { connectInMemory, connectPlugin } from "./connect-plugin.ts";
export { createHandler, type Handler } from "./handler.ts";
export type { Hosted, PluginObjects } from "./hosted-objects.ts";
export { connectController } from "./kinds/controller.ts";
export { connectEvent } from "./kinds/event.ts";
export type { TemplateFunction, TemplateFunctions } from "./info-functions.ts";
export { connectFlavor } from "./kinds/flavor.ts";
export { connectGroup } from "./kinds/group.ts";
export { connectInstance } from "./kinds/instance.ts";
export { connectL4 } from "./kinds/l4.ts";
export { connectManager } from "./kinds/manager.ts";
export { connectMetadata } from "./kinds/metadata.ts";
export { connectResource } from "./kinds/resource.ts";
export { connectRollout } from "./kinds/rollout.ts";
export { connectUpdatable } from "./kinds/updatable.ts";
export type { ServedInterface } from "./method.ts";
export type { HostedInterface, Peer } from "./peer.ts";
export type { PluginInfo, Vendor } from "./plugin-info.ts";
export type { ConnectionOptions, PluginConnection } from "./plugin-connection.ts";
export { type PluginServer, type ServeOptions, servePlugin, type TcpOptions } from "./serve-plugin.ts";
export { PluginError } from "./wire-error.ts";
