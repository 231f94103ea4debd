import { setMaxListeners } from "node:events";
import type { CallOptions, LocalError } from "@infrakit/spi";

/** For how long questions are put into one lot, in milliseconds: those of one moment, whoever asks them. */
const lotMs = 100;

/** How many questions a lot may hold: a flavor that forgets to stop listening leaves no more listeners behind. */
const maxInLot = 10;

/**
 * Questions that share the signal which says that nobody waits for their answers any more: it is aborted when all who
 * were not answered have been given up. To make a signal for each costs more than all else that is done for an answer.
 */
export class QuestionLot {
  /** For each question. The signal is made when it is asked for: a flavor in this process seldom does. */
  readonly options: Required<CallOptions>;
  readonly #since: number;
  readonly #abort = new AbortController();
  #joined = 0;
  #waiting = 0;
  #givenUpFor: LocalError | undefined;

  constructor(now: number) {
    this.#since = now;
    this.options = signalOf(this.#abort);
  }

  isOpen(now: number): boolean {
    return this.#joined < maxInLot && now < this.#since + lotMs && this.#givenUpFor === undefined;
  }

  join(): void {
    this.#joined++;
    this.#waiting++;
  }

  /** One was answered. */
  answered(): void {
    this.#waiting--;
    this.#abortIfOver();
  }

  /** Nobody waits for one any more. */
  giveUp(reason: LocalError): void {
    this.#waiting--;
    this.#givenUpFor = reason;
    this.#abortIfOver();
  }

  #abortIfOver(): void {
    if (this.#waiting === 0 && this.#givenUpFor !== undefined) this.#abort.abort(this.#givenUpFor);
  }
}

function signalOf(abort: AbortController): Required<CallOptions> {
  return {
    get signal() {
      const { signal } = abort;
      // Each question may be listened for, and by several.
      setMaxListeners(0, signal);
      return signal;
    },
  };
}

/**
 * The lots of all groups. One that is shared lasts no longer than its answers take; one of a single group would be asked
 * for a question a second, and be in the old space by then, with all that its listeners hold.
 */
export class QuestionLots {
  #last: QuestionLot | undefined;

  /** The lot of a question that is asked now. */
  join(now: number): QuestionLot {
    const lot = this.#last?.isOpen(now) === true ? this.#last : new QuestionLot(now);
    lot.join();
    this.#last = lot;
    return lot;
  }
}
