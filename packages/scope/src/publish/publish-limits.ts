/** How patient a publisher is, and what it bears from its app. */
export interface PublishLimits {
  /** How long the app may take to answer a request. */
  readonly requestTimeoutMs: number;
  /** Wait after the first failure; twice as long after each one more. */
  readonly retryMs: number;
  /** Longest wait after a failure. */
  readonly maxRetryMs: number;
  /** How long nothing may have failed until it is said that it works again, and waits are short again. */
  readonly steadyMs: number;
  /** How often the app is asked for a sign of life on the control channel. Twice without any, and it is opened again. */
  readonly pingMs: number;
  /** Most controls of the app at a time; others are refused. */
  readonly maxCalls: number;
  /** Most bytes of answers that wait for the app to read them. */
  readonly maxUnreadBytes: number;
  /** Largest message of the app. */
  readonly maxMessageBytes: number;
  /** Most reports of controls that wait to be sent; the oldest is dropped, the next whole report shows the same. */
  readonly maxWaitingShortcuts: number;
  /** Largest answer of the app that is read. */
  readonly maxAnswerBytes: number;
}

/** What is borne unless a test is in a hurry. */
export const publishLimits: PublishLimits = {
  requestTimeoutMs: 10_000,
  retryMs: 1_000,
  maxRetryMs: 30_000,
  steadyMs: 10_000,
  pingMs: 30_000,
  maxCalls: 64,
  maxUnreadBytes: 16 * 1024 * 1024,
  maxMessageBytes: 1024 * 1024,
  maxWaitingShortcuts: 16,
  maxAnswerBytes: 1024 * 1024,
};
