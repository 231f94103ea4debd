import { createVanillaFlavor, vanillaPropertiesCodec } from "@infrakit/plugins/flavor/vanilla";
import { type Kind, unnamed } from "./kind.ts";

/** The flavor that adds lines of a script, tags and attachments. */
export const vanillaKind: Kind = {
  name: "vanilla",
  socketName: "vanilla",
  checkProperties: (properties) =>
    void properties?.decode(vanillaPropertiesCodec, { unknownMembers: "refuse" }),
  open: async () => ({ objects: { flavor: { [unnamed]: createVanillaFlavor() } }, close: async () => {} }),
};
