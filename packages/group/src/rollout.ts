import type { CallOptions, RolloutPlugin } from "@infrakit/spi";
import type { GroupLoop } from "./group-loop.ts";
import { isSelf } from "./plan/index.ts";

/** The groups of a controller, for an operator. */
export interface RolloutGroups {
  /** The group of this id. @throws if there is none. */
  readonly find: (id: string) => GroupLoop;
  /** Does something to a group after all that was asked of it before. @throws if it is on its way out. */
  readonly run: (
    id: string,
    work: (loop: GroupLoop) => Promise<void>,
    options?: CallOptions,
  ) => Promise<void>;
}

/** What an operator may tell the groups of a controller. A word is saved before it is answered. */
export function createRollout({ find, run }: RolloutGroups): RolloutPlugin {
  const tellUpdate = (command: UpdateCommand) => (id: string, options?: CallOptions) => {
    const tell = async (loop: GroupLoop): Promise<void> => {
      const why = whyNothingToTell(loop, command);
      if (why !== null) throw new Error(`Cannot ${command} the update of group "${id}": ${why}`);
      await loop.tell({ kind: "told", command });
    };
    return run(id, tell, options);
  };
  return {
    status: async (id) => find(id).status,
    explain: async (id) => find(id).explain(),
    pause: tellUpdate("pause"),
    abort: tellUpdate("abort"),
    promote: tellUpdate("promote"),
    resume: (id, options) => run(id, (loop) => resume(id, loop), options),
    rollback: (id, options) => run(id, (loop) => rollBack(id, loop), options),
    replace: (id, instances, options) =>
      run(id, (loop) => replace(loop, { id, instances, options }), options),
  };
}

type UpdateCommand = "pause" | "abort" | "promote";

/** Why a word would be one to nobody; `null` if there is an update that hears it. */
function whyNothingToTell(
  { mayBeUpdating, progress, desired }: GroupLoop,
  command: UpdateCommand,
): string | null {
  if (!mayBeUpdating) return "no update of it is under way";
  if (progress.word === "abort") return "it was aborted already; commit again to go on";
  return command === "promote" && desired.policy.canary === 0
    ? "it has no canaries and waits for no word"
    : null;
}

async function resume(id: string, loop: GroupLoop): Promise<void> {
  const why = whyNothingToResume(loop);
  if (why !== null) throw new Error(`Cannot resume group "${id}": ${why}`);
  await loop.tell({ kind: "told", command: "resume" });
}

function whyNothingToResume({ progress, status }: GroupLoop): string | null {
  const { word, updateFailure, failures, unlisted, refusal, kept } = progress;
  if (word === "abort") return "its update was aborted; commit again to go on";
  const isStopped = word === "pause" || updateFailure !== null || refusal !== null;
  if (isStopped || failures.size + unlisted.size + kept.length > 0) return null;
  return status.phase === "paused"
    ? "its update waits behind its canaries; promote it to go on"
    : "nothing of it was paused, has failed or is kept as evidence";
}

async function rollBack(id: string, loop: GroupLoop): Promise<void> {
  const { rollback } = loop;
  if (rollback === null) {
    const why = "no other version is known since it converged to what is committed, or it never converged";
    throw new Error(`Cannot roll back group "${id}": ${why}; commit what it should be`);
  }
  await loop.change(rollback);
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
