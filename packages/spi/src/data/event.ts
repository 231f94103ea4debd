import type { RawJson } from "../document/index.ts";

/** Something that happened: Go's `event.Event`. */
export interface PluginEvent {
  /** Names from the root of the plugin's topics down, joined by slashes, none in front: `streams/sec/1`. */
  readonly topic: string;
  /** What kind of event it is; `error` tells of the stream itself: what was lost, or why it ended. */
  readonly type: string;
  readonly id: string;
  readonly message: string;
  /** When it happened: RFC 3339 with up to nine digits behind the point. Empty is now. */
  readonly timestamp: string;
  /** When it came in, stamped by whoever receives it; {@link neverReceived} at its source. */
  readonly received: string;
  readonly data: RawJson | null;
  readonly error: RawJson | null;
}

/** Go's zero time. */
export const neverReceived = "0001-01-01T00:00:00Z";
