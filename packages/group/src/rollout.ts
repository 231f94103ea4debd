import type { CallOptions, RolloutPlugin } from "@infrakit/spi";
import type { GroupLoop } from "./group-loop.ts";
import { isSelf } from "./plan/index.ts";

/** The groups of a controller, for an operator. */
export interface RolloutGroups {
  /** The group of this id. @throws if there is none. */
  readonly find: (id: string) => GroupLoop;
  /** Does something to a group after all that was asked of it before. @throws if it is on its way out. */
  readonly run: (id: string, work: (loop: GroupLoop) => Promise<void>) => Promise<void>;
}

/** What an operator may tell the groups of a controller. A word is saved before it is answered. */
export function createRollout({ find, run }: RolloutGroups): RolloutPlugin {
  const tellUpdate = (command: "abort" | "promote") => (id: string) =>
    run(id, async (loop) => {
      if (!loop.mayBeUpdating)
        throw new Error(`Cannot ${command} the update of group "${id}": no update of it is under way`);
      if (loop.progress.word === "abort")
        throw new Error(
          `Cannot ${command} the update of group "${id}": it was aborted already; commit again to go on`,
        );
      await loop.tell({ kind: "told", command });
    });
  return {
    status: async (id) => find(id).status,
    explain: async (id) => find(id).explain(),
    pause: (id) => run(id, (loop) => loop.tell({ kind: "told", command: "pause" })),
    abort: tellUpdate("abort"),
    promote: tellUpdate("promote"),
    resume: (id) => run(id, (loop) => resume(id, loop)),
    rollback: (id) => run(id, (loop) => rollBack(id, loop)),
    replace: (id, instances, options) => run(id, (loop) => replace(loop, { id, instances, options })),
  };
}

async function resume(id: string, loop: GroupLoop): Promise<void> {
  if (loop.progress.word === "abort")
    throw new Error(`Cannot resume group "${id}": its update was aborted; commit again to go on`);
  await loop.tell({ kind: "told", command: "resume" });
}

async function rollBack(id: string, loop: GroupLoop): Promise<void> {
  const { rollback } = loop;
  if (rollback === null) {
    const why = "it converged to nothing else than what is committed";
    throw new Error(`Cannot roll back group "${id}": ${why}; commit what it should be`);
  }
  await loop.change(rollback, { isRollback: true });
}

interface Replacement {
  readonly id: string;
  readonly instances: readonly string[];
  readonly options: CallOptions | undefined;
}

/** Only what is there, and may go, can be replaced; asking for it again changes nothing. */
async function replace(loop: GroupLoop, { id, instances, options }: Replacement): Promise<void> {
  const cannot = `Cannot replace instances of group "${id}"`;
  const members = new Map((await loop.members(options?.signal)).map((member) => [member.id, member]));
  for (const instance of instances) {
    const member = members.get(instance);
    if (member === undefined) throw new Error(`${cannot}: it has no instance ${instance}`);
    if (loop.progress.kept.includes(instance))
      throw new Error(`${cannot}: ${instance} is kept as evidence; resume the group to let it go`);
    if (member.isProtected) throw new Error(`${cannot}: ${instance} is protected and stays`);
    if (isSelf(loop.desired, member)) throw new Error(`${cannot}: the controller runs on ${instance}`);
  }
  await loop.tell({ kind: "told-to-replace", ids: instances });
}
