/** Whom to tell of a wait, and what is waited for. */
export interface WaitTeller {
  readonly say: (line: string) => void;
  /** What is waited for at this moment, in words; empty if that is not known. */
  readonly words: () => string;
}

/** From when on a wait is worth a word. */
const firstMs = 2000;

/** Pause between two words on the same wait. */
const againMs = 10_000;

/** Waits for something and says what it waits for if that takes long: once soon, then again and again. */
export async function tellWaits<T>({ say, words }: WaitTeller, waitedFor: Promise<T>): Promise<T> {
  const tell = (): void => {
    const told = words();
    if (told !== "") say(told);
    timer = setTimeout(tell, againMs);
  };
  let timer = setTimeout(tell, firstMs);
  try {
    return await waitedFor;
  } finally {
    clearTimeout(timer);
  }
}
