import { access } from "node:fs/promises";
import type { Journal, Logger } from "@infrakit/group";
import type { FileJournal, RecordDamage } from "@infrakit/manager";
import { LocalError, messageOf } from "@infrakit/spi";

/** A journal that knows which of its records are damaged. */
export interface GuardedJournal extends Journal {
  /** Why a group is not kept that was kept before; `undefined` if its record is whole, or it has none. */
  damage(id: string): Promise<LocalError | undefined>;
}

/**
 * Keeps the groups of a journal apart from those whose records are damaged: a bad sector in one file is no reason to
 * leave all other groups alone. A damaged record is neither saved over nor removed, so its group cannot be committed,
 * and nothing is made or ended for it, until the file is restored or moved away.
 */
export function guardDamaged(journal: FileJournal, logger: Logger): GuardedJournal {
  const damages = new Map<string, RecordDamage>();
  const damage = async (id: string): Promise<LocalError | undefined> => {
    const found = damages.get(journal.pathOf(id));
    if (found === undefined) return undefined;
    if (await isThere(found.path)) return unreadable(id, found);
    damages.delete(found.path);
    return undefined;
  };
  return {
    damage,
    load: () =>
      journal.load(
        (found) => {
          damages.set(found.path, found);
          logger.warn({ file: found.path, error: messageOf(found.cause) }, `a group is not kept: ${advice}`);
        },
        (file) => logger.warn({ file }, torn),
      ),
    async save(record) {
      const error = await damage(record.id);
      if (error !== undefined) throw error;
      await journal.save(record);
    },
    async remove(id) {
      // Nothing of it was saved since it was loaded, so there is nothing to take back.
      if ((await damage(id)) === undefined) await journal.remove(id);
    },
  };
}

const advice =
  "restore the file from a backup and start again, or move it away to forget the group (its instances stay)";

/** A crash leaves this too: what it has torn was confirmed to nobody. */
const torn =
  "the end of a group's record is torn, and what stands before it counts: the last change may be lost; " +
  "see with infrakit group inspect, and commit again what is missing";

function unreadable(id: string, { path, cause }: RecordDamage): LocalError {
  const message = `Cannot keep group "${id}": its record "${path}" is damaged: ${messageOf(cause)}; ${advice}`;
  return new LocalError("state_unreadable", message, { cause });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
