import { join } from "node:path";
import { openFileJournal } from "@infrakit/manager";
import type { GroupSpec } from "@infrakit/spi/data";
import { givenSize } from "./next-spec.ts";

/**
 * What sizes specs were given with last time, so that giving the same one again is told from giving another: a
 * group that was scaled since must not be set back by a size that nobody has touched.
 */
export interface GivenSizes {
  /** The size that was given last for a group; `undefined`: none is known. */
  last(id: string): number | undefined;
  /** Remembers the size of a spec; to be called when it is kept to. Survives a power cut. */
  remember(spec: GroupSpec): Promise<void>;
  close(): Promise<void>;
}

/** Opens the memory of given sizes below a state directory. @throws LocalError as a journal does. */
export async function openGivenSizes(stateDir: string): Promise<GivenSizes> {
  const journal = await openFileJournal({ directory: join(stateDir, "given") });
  try {
    const textsById = new Map((await journal.load()).map(({ id, text }) => [id, text]));
    return {
      last: (id) => sizeFrom(textsById.get(id)),
      async remember(spec) {
        const text = String(givenSize(spec));
        if (textsById.get(spec.id) === text) return;
        await journal.save({ id: spec.id, text });
        textsById.set(spec.id, text);
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
