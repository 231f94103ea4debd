import { connect } from "node:net";
import { isMissing, systemCode } from "./system-error.ts";

/**
 * What a socket does when it is called: somebody `listens`, nobody does (`dead`), or it is `absent`. A socket
 * that cannot be called for another reason, such as a full queue or its mode, counts as one that somebody
 * listens on: only the system's refusal proves that it is dead.
 */
export type SocketState = "listens" | "dead" | "absent";

/** Calls a socket and hangs up at once. The path must be one that the system takes whole. */
export function probeSocket(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve("listens");
    });
    socket.on("error", (error) => resolve(stateAfter(error)));
  });
}

function stateAfter(error: Error): SocketState {
  if (isMissing(error)) return "absent";
  return systemCode(error) === "ECONNREFUSED" ? "dead" : "listens";
}
