import { join } from "node:path";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { servePlugin } from "@infrakit/rpc";
import { createUsage, obey } from "./processes.js";

/** Serves the vanilla flavor: `node flavor.js <plugin directory>`. */

const [, , directory] = process.argv;
const vanilla = createVanillaFlavor();
let asked = 0;
const counting = {
  ...vanilla,
  healthy(...args) {
    asked++;
    return vanilla.healthy(...args);
  },
};

await servePlugin({ flavor: counting }, { path: join(directory, "flavor") });
obey({
  reset: () => void (asked = 0),
  calls: () => ({ healthy: asked }),
  usage: createUsage(),
});
