import { join } from "node:path";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { servePlugin } from "@infrakit/rpc";
import { createUsage, obey } from "./processes.js";

/** Serves the vanilla flavor: `node flavor.js <plugin directory>`. */

const [, , directory] = process.argv;
const vanilla = createVanillaFlavor();
let calls = {};

function counted(method, name) {
  return (...args) => {
    calls[name] = (calls[name] ?? 0) + 1;
    return vanilla[method](...args);
  };
}

const counting = {
  validate: counted("validate", "validate flavor"),
  prepare: counted("prepare", "prepare"),
  healthy: counted("healthy", "healthy"),
  drain: counted("drain", "drain"),
};

await servePlugin({ flavor: counting }, { path: join(directory, "flavor") });
obey({
  reset: () => void (calls = {}),
  calls: () => ({ healthy: 0, ...calls }),
  usage: createUsage(),
});
