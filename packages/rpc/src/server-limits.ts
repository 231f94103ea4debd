/** What a server bears from its clients. */
export interface ServerLimits {
  /** Largest request that is read. */
  readonly maxRequestBytes: number;
  /**
   * Largest sum of all requests that are read or worked on at a time. What comes in a single piece (64 KiB) does not
   * count.
   */
  readonly maxHeldBytes: number;
  /** How long a client may take to send its headers. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send all of a request. */
  readonly requestTimeoutMs: number;
  /** How long a client may take to read its answer. */
  readonly answerTimeoutMs: number;
  /** How often connections are looked at for the limits of headers and requests. */
  readonly checkGapMs: number;
  /** How long an unused connection is kept. Clients take it for granted for 10 s. */
  readonly keepAliveTimeoutMs: number;
  /** Most connections at a time. */
  readonly maxServerConnections: number;
  /** Most requests of one connection that are worked on at a time: a client need not wait for an answer to send more. */
  readonly maxPipelined: number;
  /** How long a client that has just connected may take to begin its request once the server stops. */
  readonly firstByteMs: number;
}

/** What plugins bear, unless a test is in a hurry. */
export const serverLimits: ServerLimits = {
  maxRequestBytes: 32 * 1024 * 1024,
  maxHeldBytes: 256 * 1024 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  answerTimeoutMs: 60_000,
  checkGapMs: 5_000,
  keepAliveTimeoutMs: 30_000,
  maxServerConnections: 1024,
  maxPipelined: 1000,
  firstByteMs: 100,
};
