/** What the server of a host bears from its clients. */
export interface ScopeServerLimits {
  /** Largest body of a request: arguments of a control. */
  readonly maxBodyBytes: number;
  /** Most connections at a time. */
  readonly maxConnections: number;
  /** Most requests of one connection that are worked on at a time. */
  readonly maxPipelined: number;
  /** Most controls at a time, over all connections. */
  readonly maxControls: number;
  /** Most streams of events at a time: fewer than connections, so that there are some left for calls. */
  readonly maxEventReaders: number;
  /** How long a client may take to send its headers. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send all of a request. */
  readonly requestTimeoutMs: number;
  /** How long a client may take to read its answer, or the events that wait for it. */
  readonly answerTimeoutMs: number;
  /** How long an unused connection is kept. */
  readonly keepAliveTimeoutMs: number;
  /** Changes so close together are one event, but what a control shows is told at once. */
  readonly eventGapMs: number;
  /** How often a quiet stream of events says that it is alive. */
  readonly heartbeatMs: number;
  /** How long requests under way are waited for when the server closes. */
  readonly closeTimeoutMs: number;
}

/** What is borne unless a test is in a hurry. */
export const scopeServerLimits: ScopeServerLimits = {
  maxBodyBytes: 1024 * 1024,
  maxConnections: 256,
  maxPipelined: 16,
  maxControls: 128,
  maxEventReaders: 64,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  answerTimeoutMs: 30_000,
  keepAliveTimeoutMs: 30_000,
  eventGapMs: 100,
  heartbeatMs: 15_000,
  closeTimeoutMs: 2_000,
};
