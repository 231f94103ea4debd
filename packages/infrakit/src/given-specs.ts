import { createHash } from "node:crypto";
import { join } from "node:path";
import { openFileJournal } from "@infrakit/manager";
import type { GroupSpec } from "@infrakit/spi/data";

/**
 * What specs were given last time, so that giving the same one again is told from giving another: a group that
 * was scaled since must not be set back by a spec that nobody has touched.
 */
export interface GivenSpecs {
  /** Tells whether this is, word for word, what was given last for its group. */
  isSame(spec: GroupSpec): boolean;
  /** Remembers a spec; to be called when it is committed. Survives a power cut. */
  remember(spec: GroupSpec): Promise<void>;
  close(): Promise<void>;
}

/** Opens the memory of given specs below a state directory. @throws LocalError as a journal does. */
export async function openGivenSpecs(stateDir: string): Promise<GivenSpecs> {
  const journal = await openFileJournal({ directory: join(stateDir, "given") });
  try {
    const hashesById = new Map((await journal.load()).map(({ id, text }) => [id, text]));
    return {
      isSame: (spec) => hashesById.get(spec.id) === hashOf(spec),
      async remember(spec) {
        const hash = hashOf(spec);
        if (hashesById.get(spec.id) === hash) return;
        await journal.save({ id: spec.id, text: hash });
        hashesById.set(spec.id, hash);
      },
      close: () => journal.close(),
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** As JSON text: a specification may hold secrets, its hash does not. */
function hashOf({ properties }: GroupSpec): string {
  return JSON.stringify(
    createHash("sha256")
      .update(properties?.text ?? "null")
      .digest("hex"),
  );
}
