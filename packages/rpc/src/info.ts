import { encodeJson } from "@infrakit/spi/document";
import type { Handler } from "./handler.ts";
import { sampleOf, withPart } from "./info-sample.ts";
import type { ServedMethod } from "./method.ts";
import type { PluginInfo, Vendor } from "./plugin-info.ts";

/**
 * What `/info/api.json` says: every method that can be called, with examples that hold zero values, and the plugin's
 * own example where InfraKit has it. InfraKit's servers speak of one service only, whichever comes first; here are
 * all, and its clients read any number. `Vendor` is `null` as it is in InfraKit where nobody says who made a plugin.
 */
export function describeApi({ interfaces, objects }: Handler, now: Date): string {
  const id = String(Math.floor(now.getTime() / 1000));
  const specs = interfaces.map(({ name, version }) => ({ Name: name, Version: version, Sub: "" }));
  const described = interfaces.map(({ methods }, index) => ({
    ...specs[index],
    Methods: methods
      .toSorted(byName)
      .map((served) => describeMethod(served, { id, examples: objects.info?.examples })),
  }));
  return encodeJson({
    Vendor: describeVendor(objects.info?.vendor),
    Implements: specs,
    Interfaces: described,
  });
}

function describeVendor(vendor: Vendor | undefined): object | null {
  if (vendor === undefined) return null;
  return { Name: vendor.name, Version: vendor.version, Sub: "", URL: vendor.url };
}

function byName(a: ServedMethod, b: ServedMethod): number {
  return a.name < b.name ? -1 : 1;
}

interface Shown {
  readonly id: string;
  readonly examples: PluginInfo["examples"];
}

function describeMethod({ name, method }: ServedMethod, { id, examples = {} }: Shown): object {
  const [kind, ...place] = examplePlaces[name] ?? [];
  const example = kind === undefined ? undefined : examples[kind];
  const sample = sampleOf(method.params);
  const params = example === undefined ? sample : withPart(sample, place, example);
  return {
    Request: { jsonrpc: "2.0", method: name, params, id },
    Response: { result: sampleOf(method.result), id },
  };
}

/** Where InfraKit shows an example: whose it is, and which member of the params it becomes. */
const examplePlaces: Readonly<Record<string, readonly ["instance" | "flavor", ...string[]]>> = {
  "Instance.Validate": ["instance", "Properties"],
  "Instance.Provision": ["instance", "Spec", "Properties"],
  "Flavor.Prepare": ["flavor", "Properties"],
  "Flavor.Healthy": ["flavor", "Properties"],
  "Flavor.Drain": ["flavor", "Properties"],
};
