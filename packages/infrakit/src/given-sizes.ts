import { join } from "node:path";
import { openFileJournal, type RecordDamage } from "@infrakit/manager";
import type { GroupSpec } from "@infrakit/spi/data";
import { givenSize } from "./next-spec.ts";

/**
 * What sizes specs were given with last time, so that giving the same one again is told from giving another: a
 * group that was scaled since must not be set back by a size that nobody has touched.
 */
export interface GivenSizes {
  /** The size that was given last for a group; `undefined`: none was given. */
  last(id: string): number | undefined;
  /** Why it is not known which size was given last for a group, and which file says so; `undefined` if it is. */
  damage(id: string): RecordDamage | undefined;
  /** Remembers the size of a spec; to be called when it is kept to. Survives a power cut. */
  remember(spec: GroupSpec): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the memory of given sizes below a state directory. What is damaged there is no reason not to keep a group: it
 * is told to whoever asks for the size.
 * @throws LocalError as a journal does.
 */
export async function openGivenSizes(stateDir: string): Promise<GivenSizes> {
  const journal = await openFileJournal({ directory: join(stateDir, "given") });
  try {
    const damages = new Map<string, RecordDamage>();
    const records = await journal.load((damage) => damages.set(damage.path, damage));
    const textsById = new Map(records.map(({ id, text }) => [id, text]));
    return {
      last: (id) => sizeFrom(textsById.get(id)),
      damage: (id) => damages.get(journal.pathOf(id)),
      async remember(spec) {
        const text = String(givenSize(spec));
        if (textsById.get(spec.id) === text) return;
        await journal.save({ id: spec.id, text });
        textsById.set(spec.id, text);
        // A file that is written is whole again.
        damages.delete(journal.pathOf(spec.id));
      },
      close: () => journal.close(),
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Anything but a number was written by somebody who remembers something else. */
function sizeFrom(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
