/** Fetches again when asked, one at a time and not too often; however often it is asked meanwhile, once more is enough. */
export interface Refresher {
  /** Asks for a fetch. Urgent ones do not wait for the end of a pause. */
  readonly ask: (isUrgent: boolean) => void;
}

/** What a refresher needs. */
export interface RefresherOptions {
  /** One fetch. */
  readonly run: () => Promise<void>;
  /** Told what made a fetch fail. */
  readonly onError: (error: unknown) => void;
  /** Between the end of a fetch and the start of the next one. */
  readonly pause: () => Promise<void>;
}

/** What is asked for: nothing, a fetch after the pause, or one at once. */
type Wish = "none" | "soon" | "now";

/** A refresher that is idle. */
export function createRefresher({ run, onError, pause }: RefresherOptions): Refresher {
  let wish: Wish = "none";
  let state: "idle" | "fetching" | "pausing" = "idle";
  let round = 0;
  // Asked anew each time: it changes while a fetch is awaited.
  const wished = (): Wish => wish;
  const fetchOnce = async (): Promise<void> => {
    wish = "none";
    state = "fetching";
    round += 1;
    const mine = round;
    try {
      await run();
    } catch (error) {
      state = "idle";
      onError(error);
      return;
    }
    state = "pausing";
    if (wished() !== "now") await pause();
    // An urgent fetch may have started meanwhile: what comes next is that one's to decide.
    if (mine !== round) return;
    state = "idle";
    if (wished() !== "none") await fetchOnce();
  };
  return {
    ask: (isUrgent) => {
      wish = isUrgent || wish === "now" ? "now" : "soon";
      if (state === "idle" || (state === "pausing" && isUrgent)) void fetchOnce();
    },
  };
}
