import { openPluginDirectory } from "@infrakit/discovery/socket";
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
 * reach would look like a plugin that hangs. One that somebody else has put there instead is left alone. Calls that came
 * over a socket that was removed have 10 s to end, as when a server is closed.
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
  #server: PluginServer | undefined;
  /** Those whose sockets were removed, until their calls have ended. */
  readonly #closing = new Set<Promise<void>>();
  #said = "";
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #isClosed = false;

  constructor(place: ServedPlace, objects: PluginObjects) {
    this.#place = place;
    this.#objects = objects;
  }

  async open(): Promise<void> {
    const { directory, path } = this.#place;
    await openPluginDirectory(directory);
    const former = this.#server;
    this.#server = await servePlugin(this.#objects, { path });
    if (former !== undefined) this.#closeFormer(former);
    this.#schedule();
  }

  /** Lets calls under way end, then removes the socket and the pid file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#look;
    await Promise.all([this.#server?.close(), ...this.#closing]);
  }

  #closeFormer(former: PluginServer): void {
    const closing = former
      .close()
      .catch((error: unknown) => this.#warn(`its former socket cannot be closed: ${messageOf(error)}`))
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#look = this.#lookAfterIt();
    }, lookMs);
    this.#timer.unref();
  }

  async #lookAfterIt(): Promise<void> {
    try {
      const presence = await this.#server?.presence();
      if (presence === "absent") await this.#serveAgain();
      else this.#say(presence === "own" ? "" : "somebody else has taken its place");
    } catch (error) {
      this.#say(`it cannot be seen whether its socket is there: ${messageOf(error)}`);
    }
    this.#schedule();
  }

  async #serveAgain(): Promise<void> {
    try {
      await this.open();
      this.#said = "";
      this.#warn("its socket was removed: it is served on a new one");
    } catch (error) {
      this.#say(`its socket was removed, and it is tried again: ${messageOf(error)}`);
    }
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
