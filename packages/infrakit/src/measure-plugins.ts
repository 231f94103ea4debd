import {
  type FailedOutcome,
  type FlavorPlugin,
  type InstancePlugin,
  outcomeOf,
  type PluginLookup,
} from "@infrakit/spi";
import { findSlotTag, groupTag, type InstanceSpec } from "@infrakit/spi/data";
import { MadeByName } from "./made-by-name.ts";
import type { OpenCalls } from "./open-calls.ts";

/** How a call of a plugin ended. */
export interface MeasuredCall {
  /** Full name of the plugin. */
  readonly plugin: string;
  /** As on the wire: `Instance.Provision`. */
  readonly method: string;
  readonly seconds: number;
  readonly outcome: "done" | FailedOutcome;
}

/** Who is told of the calls, and the clock that they are measured by: milliseconds that never go back. */
export interface CallMeter {
  readonly now: () => number;
  readonly onCall: (call: MeasuredCall) => void;
  /** Holds the calls that have not ended. */
  readonly open: OpenCalls;
}

/** The same plugins, but that each of their calls is measured. */
export function measurePlugins(plugins: PluginLookup, meter: CallMeter): PluginLookup {
  const instances = new MadeByName((plugin: InstancePlugin, name) =>
    measureInstance(plugin, measureOf(name, meter)),
  );
  const flavors = new MadeByName((plugin: FlavorPlugin, name) =>
    measureFlavor(plugin, measureOf(name, meter)),
  );
  return {
    instance: async (name) => instances.get(name, await plugins.instance(name)),
    flavor: async (name) => flavors.get(name, await plugins.flavor(name)),
    sharesFate: (name) => plugins.sharesFate?.(name) ?? false,
    listsAtOnce: (name) => plugins.listsAtOnce?.(name) ?? false,
  };
}

type Measure = <T>(method: string, about: string, call: () => Promise<T>) => Promise<T>;

function measureOf(plugin: string, { now, onCall, open }: CallMeter): Measure {
  return async (method, about, call) => {
    const startedAt = now();
    const held = open.hold({ plugin, method, about, startedAt });
    const end = (outcome: MeasuredCall["outcome"]): void => {
      open.letGo(held);
      onCall({ plugin, method, seconds: (now() - startedAt) / 1000, outcome });
    };
    try {
      const result = await call();
      end("done");
      return result;
    } catch (error) {
      end(outcomeOf(error));
      throw error;
    }
  };
}

function measureInstance(plugin: InstancePlugin, measure: Measure): InstancePlugin {
  return {
    validate: (...args) => measure("Instance.Validate", "", () => plugin.validate(...args)),
    provision: (...args) =>
      measure("Instance.Provision", slotWords(args[0]), () => plugin.provision(...args)),
    label: (...args) => measure("Instance.Label", args[0], () => plugin.label(...args)),
    destroy: (...args) => measure("Instance.Destroy", args[0], () => plugin.destroy(...args)),
    describeInstances: (...args) =>
      measure("Instance.DescribeInstances", args[0].tags[groupTag] ?? "", () =>
        plugin.describeInstances(...args),
      ),
    // A stream, not a call: how long it lasts says nothing.
    ...hints(plugin),
  };
}

/** For which place an instance is made: `slot 2 of web`. */
function slotWords({ tags, logicalId }: InstanceSpec): string {
  const slot = logicalId ?? findSlotTag(tags)?.number;
  const group = tags[groupTag];
  return slot === undefined || group === undefined ? "" : `slot ${slot} of ${group}`;
}

function hints(plugin: InstancePlugin): Pick<InstancePlugin, "changes"> {
  return plugin.changes === undefined ? {} : { changes: plugin.changes.bind(plugin) };
}

function measureFlavor(plugin: FlavorPlugin, measure: Measure): FlavorPlugin {
  return {
    validate: (...args) => measure("Flavor.Validate", "", () => plugin.validate(...args)),
    prepare: (...args) => measure("Flavor.Prepare", "", () => plugin.prepare(...args)),
    healthy: (...args) => measure("Flavor.Healthy", args[1].id, () => plugin.healthy(...args)),
    drain: (...args) => measure("Flavor.Drain", args[1].id, () => plugin.drain(...args)),
  };
}
