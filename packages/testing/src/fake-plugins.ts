import { type FlavorPlugin, type InstancePlugin, LocalError, type PluginLookup } from "@infrakit/spi";

/** Finds the plugins that it was given, by their whole names. */
export function createFakePlugins(plugins: {
  readonly instances?: Readonly<Record<string, InstancePlugin>>;
  readonly flavors?: Readonly<Record<string, FlavorPlugin>>;
}): PluginLookup {
  return {
    instance: (name) => find(plugins.instances, name),
    flavor: (name) => find(plugins.flavors, name),
  };
}

function find<T>(plugins: Readonly<Record<string, T>> | undefined, name: string): Promise<T> {
  const plugin = plugins?.[name];
  if (plugin !== undefined) return Promise.resolve(plugin);
  return Promise.reject(new LocalError("plugin_not_found", `plugin not found:${name}`));
}
