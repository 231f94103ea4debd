import { connect, type Socket } from "node:net";
import { isMissing, systemCode } from "./system-error.ts";

/**
 * What a socket does when it is called: somebody `listens`, nobody does (`dead`), or it is `absent`. A socket
 * that cannot be called for another reason, such as a full queue or its mode, counts as one that somebody
 * listens on: only the system's refusal proves that it is dead.
 */
export type SocketState = "listens" | "dead" | "absent";

/** How long the server may take to hang up as well. */
const maxGoodbyeMs = 1000;

/** Calls a socket and hangs up. The path must be one that the system takes whole. */
export function probeSocket(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      hangUp(socket);
      resolve("listens");
    });
    socket.on("error", (error) => resolve(stateAfter(error)));
  });
}

/** Lets the server finish its greeting: a reset would be an error there, which ends a careless one. */
function hangUp(socket: Socket): void {
  socket.setTimeout(maxGoodbyeMs, () => socket.destroy());
  socket.unref();
  socket.resume();
  socket.end();
}

function stateAfter(error: Error): SocketState {
  if (isMissing(error)) return "absent";
  return systemCode(error) === "ECONNREFUSED" ? "dead" : "listens";
}
