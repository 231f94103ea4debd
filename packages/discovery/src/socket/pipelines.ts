import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Counts the requests of each connection that are not answered yet. Node begins all that were sent, however many:
 * without a limit one client could have whoever answers hold any number of calls.
 */
export class Pipelines {
  readonly #maxPipelined: number;
  readonly #openByConnection = new WeakMap<Socket, number>();

  constructor(maxPipelined: number) {
    this.#maxPipelined = maxPipelined;
  }

  /** Whether the request may be worked on. If it is one too many its connection is closed. */
  enter(connection: Socket, response: ServerResponse): boolean {
    const open = this.#openOn(connection) + 1;
    if (open > this.#maxPipelined) {
      connection.destroy();
      return false;
    }
    this.#openByConnection.set(connection, open);
    response.on("close", () => this.#openByConnection.set(connection, this.#openOn(connection) - 1));
    return true;
  }

  #openOn(connection: Socket): number {
    return this.#openByConnection.get(connection) ?? 0;
  }
}
