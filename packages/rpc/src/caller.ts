import type { CallOptions } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import type { Interface } from "./kinds/kind.ts";
import type { Method } from "./method.ts";
import type { Peer } from "./peer.ts";

/** What the client side of a kind needs of a connection. */
export interface Caller {
  /** Calls methods of an interface; the peer is asked first whether it speaks it. */
  on(spoken: Interface): InterfaceCaller;
  /** What the peer says it hosts; asked only if that is not known yet. */
  peer(options?: CallOptions): Promise<Peer>;
  /**
   * The events that the peer publishes below a topic, for as long as it takes: of what was missed, an event of type
   * `error` tells. Ends when the signal is aborted, or at once if the peer publishes none.
   */
  events(topic: string, options: Required<CallOptions>): AsyncIterable<PluginEvent>;
  /** `false` once the peer has said that it publishes no events. */
  readonly mayHaveEvents: boolean;
}

/** Calls methods of one interface, in the version that the peer speaks. */
export interface InterfaceCaller {
  /**
   * @throws PluginError with what the plugin answered.
   * @throws LocalError if it did not answer, not in time or not in the protocol; `peer_too_old` if it does not
   * know the method.
   */
  readonly call: <P, R>(method: Method<P, R>, params: P, options?: CallOptions) => Promise<R>;
  /** The version that the peer speaks. @throws LocalError `interface_mismatch` if there is none that we know. */
  readonly version: (options?: CallOptions) => Promise<string>;
}
