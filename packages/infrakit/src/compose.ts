import { type FlavorPlugin, type InstancePlugin, LocalError, type PluginLookup } from "@infrakit/spi";

/** A place where plugins may be: this process, or the sockets of a directory. */
export interface PluginSource {
  /** `undefined` if there is no such plugin here. */
  instance(name: string): Promise<InstancePlugin | undefined>;
  /** `undefined` if there is no such plugin here. */
  flavor(name: string): Promise<FlavorPlugin | undefined>;
}

/** Plugins that live and die with this process. */
export interface OwnPlugins extends PluginSource {
  has(name: string): boolean;
  /** As of {@link PluginLookup}. */
  listsAtOnce(name: string): boolean;
}

/**
 * Where the parts meet: a name that is hosted in this process is that object, any other is looked for among the
 * sockets of others.
 */
export function composePlugins(own: OwnPlugins, sockets?: PluginSource): PluginLookup {
  return {
    instance: async (name) =>
      (await own.instance(name)) ?? (await sockets?.instance(name)) ?? (await notFound(name)),
    flavor: async (name) =>
      (await own.flavor(name)) ?? (await sockets?.flavor(name)) ?? (await notFound(name)),
    sharesFate: (name) => own.has(name),
    listsAtOnce: (name) => own.listsAtOnce(name),
  };
}

function notFound(name: string): Promise<never> {
  return Promise.reject(new LocalError("plugin_not_found", `plugin not found:${name}`));
}
