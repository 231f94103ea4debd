import { createGroupMetadata, openGroupController } from "@infrakit/group";
import { policyFromEnvironment } from "../group-policy.ts";
import { type Kind, unnamed } from "./kind.ts";
import { systemClock } from "../system-clock.ts";

/**
 * The group controller on a socket of its own. It forgets its groups when it ends: whoever commits them, such as
 * InfraKit's manager, commits them again.
 */
export const groupKind: Kind = {
  name: "group",
  socketName: "group-stateless",
  async open({ plugins, env, logger }) {
    const controller = await openGroupController({
      clock: systemClock,
      random: Math.random,
      plugins,
      logger,
      policy: policyFromEnvironment(env),
    });
    const objects = {
      group: { [unnamed]: controller },
      metadata: { [unnamed]: createGroupMetadata(controller, systemClock) },
    };
    return { objects, close: () => controller.close() };
  },
};
