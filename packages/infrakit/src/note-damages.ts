import { statSync } from "node:fs";
import { parse } from "node:path";
import type { Journal, Logger } from "@infrakit/group";
import type { FileJournal, RecordDamage } from "@infrakit/manager";
import { LocalError, messageOf } from "@infrakit/spi";
import type { DamagedGroup } from "./damaged-group.ts";

/** The groups that are not kept because their records were damaged when they were read. */
export interface Damages {
  /** Why a group is not kept that was kept before; `undefined` if its record is whole, or it has none. */
  find(id: string): LocalError | undefined;
  /** All of them whose files are still there. */
  list(): readonly DamagedGroup[];
}

/** What a journal has that keeps no files. */
export const noDamages: Damages = { find: () => undefined, list: () => [] };

/**
 * Leaves damaged records out and notes them: a bad sector in one file is no reason to leave all other groups alone. A
 * damage holds until its file is moved away; one that is mended or restored is read by the next start.
 */
export function noteDamages(
  journal: FileJournal,
  logger: Logger,
): { readonly journal: Journal; readonly damages: Damages } {
  const noted = new Map<string, RecordDamage>();
  const note = (damage: RecordDamage): void => {
    noted.set(damage.path, damage);
    const fields = { file: damage.path, error: messageOf(damage.cause) };
    logger.warn(fields, `a group is not kept: ${advice}`);
  };
  const isLeft = ({ path }: RecordDamage): boolean => isThere(path);
  /** Its id, if the name of the file is made of nothing else. */
  const nameOf = (path: string): string => {
    const { name, base } = parse(path);
    return journal.pathOf(name) === path ? name : base;
  };
  return {
    journal: {
      load: () => journal.load(note, (file) => logger.warn({ file }, torn)),
      save(record) {
        // Whoever gets as far as this has found the damaged file moved away: from now on it is another record.
        noted.delete(journal.pathOf(record.id));
        return journal.save(record);
      },
      remove: (id) => journal.remove(id),
    },
    damages: {
      find(id) {
        const damage = noted.get(journal.pathOf(id));
        return damage !== undefined && isLeft(damage) ? unreadable(id, damage) : undefined;
      },
      list: () =>
        [...noted.values()].filter(isLeft).map((damage) => {
          const name = nameOf(damage.path);
          return { name, message: unreadable(name, damage).message };
        }),
    },
  };
}

const advice =
  "restore the file from a backup and start again, or move it away to forget the group (its instances stay)";

/** A crash leaves this too: what it has torn was confirmed to nobody. */
const torn =
  "the end of a group's record is torn, and what stands before it counts: the last change may be lost; " +
  "see with infrakit group inspect, and commit again what is missing";

/** That it was damaged stays true when the file is restored. */
function unreadable(name: string, { path, cause }: RecordDamage): LocalError {
  const why = `its record "${path}" was damaged when it was read: ${messageOf(cause)}`;
  return new LocalError("state_unreadable", `Cannot keep group "${name}": ${why}; ${advice}`, { cause });
}

/** A file that cannot be looked at is there: what is not known must not be written over. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Whatever is wrong with the directory is told to whoever writes there.
    return true;
  }
}
