/** Fetches again when asked, one at a time and not too often; however often it is asked meanwhile, once more is enough. */
export interface Refresher {
  /** Asks for a fetch. Urgent ones do not wait for their turn. */
  ask(isUrgent: boolean): void;
}

/** What a refresher needs. */
export interface RefresherOptions {
  /** One fetch. */
  readonly run: () => Promise<void>;
  /** Told once what made a fetch fail. */
  readonly onError: (error: unknown) => void;
  /** Between the ends of fetches and the starts of the next ones. */
  readonly pause: () => Promise<void>;
}

/** A refresher that is idle. */
export function createRefresher({ run, onError, pause }: RefresherOptions): Refresher {
  let isRunning = false;
  let isResting = false;
  let isAsked = false;
  const fetchOnce = async (): Promise<void> => {
    isRunning = true;
    isAsked = false;
    try {
      await run();
    } finally {
      isRunning = false;
    }
    await rest();
  };
  const rest = async (): Promise<void> => {
    if (isResting) return;
    isResting = true;
    await pause();
    isResting = false;
    if (isAsked) start();
  };
  const start = (): void => {
    if (!isRunning) fetchOnce().catch(onError);
  };
  return {
    ask: (isUrgent) => {
      isAsked = true;
      if (isUrgent || !isResting) start();
    },
  };
}
