import { parseAddress } from "./address.ts";
import { LocalError } from "@infrakit/spi";
import { untilSilent } from "./event-heartbeat.ts";
import { untilMoved } from "./event-move.ts";
import { readEvents } from "./event-reader.ts";
import type { EventTexts } from "./event-stream.ts";
import { HttpClient } from "./http-client.ts";
import { type Location, PeerLocation } from "./peer-location.ts";
import type { Exchange, Transport } from "./transport.ts";

/** Talks to a plugin on a socket or over TCP. Connections are opened when there is something to send. */
export class SocketTransport implements Transport {
  readonly address: string;
  readonly #location: PeerLocation;
  /** Bumped where a place on the network may have changed hands: there is no file to look at. */
  #disconnects = 0;
  #http: HttpClient | undefined;
  /** Where the client sends calls. */
  #known: Location | undefined;

  /** @throws LocalError `plugin_unreachable` if the address is none. */
  constructor(address: string) {
    this.address = address;
    this.#location = new PeerLocation(parseAddress(address));
  }

  generation(): number {
    this.#open();
    return (this.#known?.generation ?? 0) + this.#disconnects;
  }

  send(body: string, expected?: Buffer): Exchange {
    return (this.#http ?? this.#open()).post(body, expected);
  }

  async openEvents(topic: string, signal: AbortSignal): Promise<EventTexts> {
    const path = `/events?topic=${encodeURIComponent(topic)}`;
    const silence = new AbortController();
    const http = this.#open();
    const location = this.#known;
    const chunks = await http.openStream(path, AbortSignal.any([signal, silence.signal]));
    const hasMoved = (): boolean => this.#hasMoved(location);
    return readEvents(untilMoved(untilSilent(chunks, silence), { hasMoved, silence }));
  }

  /** A plugin whose socket is gone may still be there: as long as nobody takes its place its events are the right ones. */
  #hasMoved(from: Location | undefined): boolean {
    try {
      return this.#location.find() !== from;
    } catch (error) {
      if (error instanceof LocalError) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    await http?.close();
  }

  #open(): HttpClient {
    const location = this.#location.find();
    if (this.#http === undefined) this.#http = this.#connect(location);
    else if (this.#known !== location) this.#http.moveTo(location.target);
    this.#known = location;
    return this.#http;
  }

  #connect({ target }: Location): HttpClient {
    return new HttpClient(target, { onDisconnect: () => this.#disconnects++ });
  }
}
