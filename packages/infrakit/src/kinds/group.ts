import { createMemoryJournal, openGroupController } from "@infrakit/group";
import { GroupEventFeed } from "../group-event-feed.ts";
import { groupObjects, tellChanges } from "../group-objects.ts";
import { policyFromEnvironment } from "../group-policy.ts";
import { measurePlugins } from "../measure-plugins.ts";
import { OpenCalls } from "../open-calls.ts";
import { type SlowCall, slowCalls } from "../slow-call.ts";
import type { Kind } from "./kind.ts";
import { systemClock } from "../system-clock.ts";

/**
 * The group controller on a socket of its own. It forgets its groups when it ends: whoever commits them, such as
 * InfraKit's manager, commits them again.
 */
export const groupKind: Kind = {
  name: "group",
  socketName: "group-stateless",
  async open({ plugins, env, logger }) {
    const feed = new GroupEventFeed(() => systemClock.now());
    const open = new OpenCalls();
    const now = (): number => performance.now();
    const slow = (): readonly SlowCall[] => slowCalls(open, now());
    const controller = await openGroupController({
      ...tellChanges(createMemoryJournal(), (change) => feed.push(change)),
      clock: systemClock,
      random: Math.random,
      plugins: measurePlugins(plugins, { now, onCall: () => undefined, open }),
      logger,
      policy: policyFromEnvironment(env),
    });
    const close = async (): Promise<void> => {
      await controller.close();
      feed.close();
    };
    return { objects: groupObjects({ feed, slow, damaged: () => [], controller: () => controller }), close };
  },
};
