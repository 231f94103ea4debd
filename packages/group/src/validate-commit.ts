import type { GroupSpec } from "@infrakit/spi/data";
import { messageOf, type PluginLookup } from "@infrakit/spi";
import { type GroupProperties, parseGroupProperties } from "./group-properties.ts";

/**
 * Checks a spec before anything is changed, in InfraKit's order: id, properties, flavor, instance. Returns
 * the properties. @throws Error with InfraKit's sentence, or that of the plugin that refuses.
 */
export async function validateCommit(spec: GroupSpec, plugins: PluginLookup): Promise<GroupProperties> {
  if (spec.id === "") throw new Error("Group ID must not be blank");
  const properties = parseGroupProperties(spec.properties);
  const { flavor, instance, allocation } = properties;
  const flavorPlugin = await found("Flavor", flavor.plugin, (name) => plugins.flavor(name));
  await flavorPlugin.validate(flavor.properties, allocation);
  const instancePlugin = await found("Instance", instance.plugin, (name) => plugins.instance(name));
  await instancePlugin.validate(instance.properties);
  return properties;
}

async function found<T>(kind: string, name: string, lookup: (name: string) => Promise<T>): Promise<T> {
  try {
    return await lookup(name);
  } catch (error) {
    throw new Error(`Failed to find ${kind} plugin '${name}':${messageOf(error)}`, { cause: error });
  }
}
