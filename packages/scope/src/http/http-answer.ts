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

/** The answer is longer than we read. */
export class AnswerTooLargeError extends Error {
  override readonly name = "AnswerTooLargeError";
}
