import { comboPropertiesCodec, createComboFlavor } from "@infrakit/plugins/flavor/combo";
import { parsePluginName } from "@infrakit/spi";
import { DecodeError } from "@infrakit/spi/document";
import { type Kind, unnamed } from "./kind.ts";

/** The flavor that is several flavors at once. Those among `others` are told apart from what nobody can mean. */
export function createComboKind(others: readonly Kind[]): Kind {
  return {
    name: "combo",
    socketName: "combo",
    checkProperties(properties) {
      const combined = properties?.decode(comboPropertiesCodec, { unknownMembers: "refuse" }) ?? [];
      for (const [index, { plugin, properties: told }] of combined.entries()) {
        const kind = others.find(({ name }) => name === parsePluginName(plugin).lookup);
        try {
          kind?.checkProperties?.(told);
        } catch (error) {
          throw error instanceof DecodeError ? error.under("Properties").under(index) : error;
        }
      }
    },
    open: async ({ name, plugins }) => ({
      objects: { flavor: { [unnamed]: createComboFlavor({ lookup: plugins, name }) } },
      close: async () => {},
    }),
  };
}
