import { findPlugin, openPluginDirectory, type PluginEndpoint } from "@infrakit/discovery/socket";
import type { Logger } from "@infrakit/group";
import { type PluginObjects, type PluginServer, servePlugin } from "@infrakit/rpc";
import { messageOf } from "@infrakit/spi";

/** Where something is served, and who is told if that changes. */
export interface ServedPlace {
  readonly directory: string;
  readonly name: string;
  readonly path: string;
  readonly logger: Logger;
}

/** How often it is looked whether the socket is still there. */
const lookMs = 1000;

/**
 * Serves objects on a socket, and on another one at the same path when somebody removes it: a socket that nobody can
 * reach would look like a plugin that hangs. One that somebody else has put there instead is left alone.
 * @throws LocalError as {@link servePlugin} does, if it cannot be served at first.
 */
export async function keepServed(place: ServedPlace, objects: PluginObjects): Promise<KeptServer> {
  const kept = new KeptServer(place, objects);
  await kept.open();
  return kept;
}

/** Sockets that came one after the other at one path. */
export class KeptServer {
  readonly #place: ServedPlace;
  readonly #objects: PluginObjects;
  /** Those whose sockets were removed go on with the calls that they have. */
  readonly #servers: PluginServer[] = [];
  #own: PluginEndpoint | undefined;
  #said = "";
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #isClosed = false;

  constructor(place: ServedPlace, objects: PluginObjects) {
    this.#place = place;
    this.#objects = objects;
  }

  async open(): Promise<void> {
    const { directory, name, path } = this.#place;
    await openPluginDirectory(directory);
    this.#servers.push(await servePlugin(this.#objects, { path }));
    this.#own = await findPlugin(directory, name);
    this.#schedule();
  }

  /** Lets calls under way end, then removes the socket and the pid file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#look;
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#look = this.#lookAfterIt();
    }, lookMs);
    this.#timer.unref();
  }

  async #lookAfterIt(): Promise<void> {
    try {
      const { directory, name } = this.#place;
      const found = await findPlugin(directory, name);
      if (found === undefined) await this.#serveAgain();
      else this.#say(found.identity === this.#own?.identity ? "" : "somebody else has taken its place");
    } catch (error) {
      this.#say(`its socket was removed, and it is tried again: ${messageOf(error)}`);
    }
    this.#schedule();
  }

  async #serveAgain(): Promise<void> {
    await this.open();
    clearTimeout(this.#timer);
    this.#said = "";
    this.#warn("its socket was removed: it is served on a new one");
  }

  /** What has been said already is said again only when it was otherwise meanwhile. */
  #say(what: string): void {
    if (this.#said === what) return;
    this.#said = what;
    if (what !== "") this.#warn(what);
  }

  #warn(what: string): void {
    const { name, path, logger } = this.#place;
    logger.warn({ plugin: name, socket: path }, what);
  }
}
