import { type FlavorPlugin, type InstancePlugin, parsePluginName } from "@infrakit/spi";
import { checkAnswers } from "./check-answers.ts";
import { type HostedObjects, unnamed } from "./kinds/kind.ts";

/** Plugin objects of a program, by full name: `mine`, or `mine/small` and `mine/large`. */
export interface GivenPlugins {
  readonly instances?: Readonly<Record<string, InstancePlugin>>;
  readonly flavors?: Readonly<Record<string, FlavorPlugin>>;
}

/** Gathers objects that share the first part of their names, and so a socket. What instance plugins answer is checked. */
export function gatherByLookup({
  instances = {},
  flavors = {},
}: GivenPlugins): ReadonlyMap<string, HostedObjects> {
  const gathered = new Map<string, { instance?: Named<InstancePlugin>; flavor?: Named<FlavorPlugin> }>();
  for (const [name, plugin] of Object.entries(instances)) {
    const { objects, key } = place(name);
    objects.instance = { ...objects.instance, [key]: checkAnswers(plugin, name) };
  }
  for (const [name, plugin] of Object.entries(flavors)) {
    const { objects, key } = place(name);
    objects.flavor = { ...objects.flavor, [key]: plugin };
  }
  return gathered;

  function place(name: string) {
    const { lookup, type } = parsePluginName(name);
    const objects = gathered.get(lookup) ?? {};
    gathered.set(lookup, objects);
    return { objects, key: type === "" ? unnamed : type };
  }
}

type Named<T> = Readonly<Record<string, T>>;
