import { parseAddress } from "./address.ts";
import { readEvents } from "./event-reader.ts";
import { createHttpPool, type HttpPool } from "./http-client.ts";
import { type Location, PeerLocation } from "./peer-location.ts";
import type { Exchange, Transport } from "./transport.ts";

/** Talks to a plugin on a socket or over TCP. Connections are opened when there is something to send. */
export class SocketTransport implements Transport {
  readonly address: string;
  readonly #location: PeerLocation;
  /** Bumped where a place on the network may have changed hands: there is no file to look at. */
  #disconnects = 0;
  #pool: { readonly location: Location; readonly http: HttpPool } | undefined;

  /** @throws LocalError `plugin_unreachable` if the address is none. */
  constructor(address: string) {
    this.address = address;
    this.#location = new PeerLocation(parseAddress(address));
  }

  generation(): number {
    this.#open();
    return (this.#pool?.location.generation ?? 0) + this.#disconnects;
  }

  send(body: string): Exchange {
    return (this.#pool?.http ?? this.#open()).post(body);
  }

  events(topic: string, signal: AbortSignal): AsyncIterable<string> {
    const path = `/events?topic=${encodeURIComponent(topic)}`;
    return readEvents(this.#open().stream(path, signal));
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.http.close();
  }

  /** Calls that are under way stay with the peer to which they were sent. */
  #open(): HttpPool {
    const location = this.#location.find();
    if (this.#pool?.location === location) return this.#pool.http;
    this.#pool?.http.retire();
    const onDisconnect = (): void => {
      this.#disconnects++;
    };
    const http = createHttpPool(location.target, location.target.kind === "url" ? { onDisconnect } : {});
    this.#pool = { location, http };
    return http;
  }
}
