/** What came back for one request. */
export interface HttpAnswer {
  readonly status: number;
  /** The code and the peer's own words for it: `404 Not Found`. */
  readonly statusText: string;
  /** Where it sends us instead. */
  readonly location: string | undefined;
  readonly body: Buffer;
  /** The connection ended before the body did. */
  readonly isCut: boolean;
}

/** The limit of Scope's probe, which has a name of its own in the error. */
const scopeLimitBytes = 50 * 1024 * 1024;

/** The answer is longer than we read, in the words of Scope's probe. */
export class AnswerTooLargeError extends Error {
  override readonly name = "AnswerTooLargeError";

  constructor(maxBytes: number) {
    super(`response must be shorter than ${maxBytes === scopeLimitBytes ? "50MB" : `${maxBytes + 1} bytes`}`);
  }
}
