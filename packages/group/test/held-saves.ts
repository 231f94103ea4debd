import type { Journal } from "../src/index.ts";

/** The saves that a journal was asked for and that have not ended, in order. */
export interface HeldSaves {
  /** How many wait. */
  readonly count: number;
  /** Lets the first one happen. */
  release(): void;
  /** Lets the first one fail. */
  fail(message: string): void;
  /** Holds no more: those that wait never happen, as if their process were dead. */
  end(): void;
}

/** Makes every save from now on wait until the test says how it ends. */
export function holdSaves(journal: Journal): HeldSaves {
  const waiting: { readonly save: () => Promise<void>; readonly end: (result: Promise<void>) => void }[] = [];
  const saveInJournal = journal.save.bind(journal);
  journal.save = (record) =>
    new Promise((resolve) => waiting.push({ save: () => saveInJournal(record), end: resolve }));
  const first = (): (typeof waiting)[number] => {
    const held = waiting.shift();
    if (held === undefined) throw new Error("Cannot end a save: none waits");
    return held;
  };
  return {
    get count() {
      return waiting.length;
    },
    release() {
      const { save, end } = first();
      end(save());
    },
    end() {
      waiting.length = 0;
      journal.save = saveInJournal;
    },
    fail: (message) => first().end(Promise.reject(new Error(message))),
  };
}

/** Makes one save fail, the n-th from now on; 1 is the next. */
export function failSave(journal: Journal, n: number, message: string): void {
  const saveInJournal = journal.save.bind(journal);
  let count = 0;
  journal.save = (record) => (++count === n ? Promise.reject(new Error(message)) : saveInJournal(record));
}

/** Makes every save from now on happen and fail all the same. Returns what ends that. */
export function loseAnswers(journal: Journal): () => void {
  const saveInJournal = journal.save.bind(journal);
  journal.save = async (record) => {
    await saveInJournal(record);
    throw new Error("no answer");
  };
  return () => void (journal.save = saveInJournal);
}
