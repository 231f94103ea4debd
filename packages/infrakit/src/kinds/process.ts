import { join } from "node:path";
import { createProcessInstances, parseProcessProperties } from "@infrakit/plugins/instance/process";
import { LocalError, messageOf } from "@infrakit/spi";
import { type Kind, unnamed } from "./kind.ts";

/**
 * Instances that are processes. Their records and logs are in `process` below the state directory, and for another
 * name in `process-<name>`.
 */
export const processKind: Kind = {
  name: "process",
  socketName: "process",
  listsAtOnce: true,
  checkProperties: (properties) => void parseProcessProperties(properties),
  async open({ name, stateDir, logger }) {
    if (stateDir === undefined) {
      const why = "it keeps its records in a state directory, and none was given";
      throw new LocalError("plugin_not_found", `Cannot open plugin "${name}": ${why}; set stateDir`);
    }
    const instances = await createProcessInstances({
      directory: join(stateDir, name === processKind.name ? name : `${processKind.name}-${name}`),
      onError: (error) => logger.warn({ plugin: name, error: messageOf(error) }, "the process plugin failed"),
    });
    return { objects: { instance: { [unnamed]: instances } }, close: () => instances.close() };
  },
};
