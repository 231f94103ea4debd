import { startInfrakit } from "@infrakit/infrakit";
import { groupOf, processGroupOf } from "./group.js";
import { createUsage, obey } from "./processes.js";

/** The controller in a process of its own: `node controller.js <plugin directory> [state directory]`. */

const [, , pluginsDir, stateDir] = process.argv;
const infrakit = await startInfrakit({ pluginsDir, ...(stateDir && { stateDir }) });

/** Until all instances are there, of the version that was committed, and nothing is under way. */
async function commitAndWait(group) {
  const start = performance.now();
  await infrakit.commit(group);
  for await (const { phase } of infrakit.watch(group.id)) if (phase === "converged") break;
  return performance.now() - start;
}

obey({
  converge: ({ size }) => commitAndWait(groupOf({ id: "bench", size, version: 1 })),
  roll: ({ size }) => commitAndWait(groupOf({ id: "bench", size, version: 2 })),
  keepProcesses: ({ size }) => commitAndWait(processGroupOf({ id: "processes", size })),
  async keepMany({ groups, size, flavorPlugin }) {
    for (let n = 0; n < groups; n++) {
      const group = groupOf({ id: `group-${n}`, size, version: 1 });
      await commitAndWait({ ...group, flavor: { ...group.flavor, plugin: flavorPlugin } });
    }
  },
  free: ({ id }) => infrakit.controller.freeGroup(id),
  usage: createUsage(),
});
