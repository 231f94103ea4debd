import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { codeOf } from "./error-code.ts";
import { heldAnswer } from "./lock-candidate.ts";
import { socketAddress } from "./lock-socket.ts";

/** Another candidate as we see it. */
export interface Rival {
  readonly path: string;
  /** It may turn out that it gives way to us. The other way round there is nothing to wait for. */
  readonly mayGiveWay: boolean;
}

/** How long a rival may take to say what it is up to, in milliseconds. It needs one turn of its event loop. */
const rivalTimeoutMs = 5_000;

/** How often a rival may hang up without a word before it is taken to stay. */
const maxMeetings = 3;

/** Tells whether a candidate ended or gave way. One of which we cannot tell is taken to be there. */
export async function isGone({ path, mayGiveWay }: Rival): Promise<boolean> {
  for (let meeting = 0; meeting < maxMeetings; meeting++) {
    const answer = mayGiveWay ? await ask(path, rivalTimeoutMs) : await knock(path);
    if (answer === "dead") await rm(path, { force: true });
    if (answer !== "hung up") return answer === "dead" || answer === "left";
    // It gave way, or ended, or had no file descriptor left for us: the next meeting tells.
  }
  return false;
}

/**
 * What becomes of a connection to a candidate: it says that it has the lock (`held`), it does not say so in
 * time (`silent`), or it hangs up; or its name is no more (`left`), or nobody listens under it (`dead`).
 */
export type Answer = "held" | "silent" | "hung up" | "left" | "dead";

/** Connects to a candidate and listens until it says that it has the lock or the connection ends. */
export function ask(path: string, timeoutMs: number): Promise<Answer> {
  return meet({ path, timeoutMs }, async (socket) => {
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer === heldAnswer ? "held" : "hung up";
  });
}

/** Connects to a candidate and leaves: `silent` if somebody is there. */
function knock(path: string): Promise<Answer> {
  return meet({ path, timeoutMs: rivalTimeoutMs }, async (socket) => {
    await once(socket, "connect");
    return "silent";
  });
}

async function meet(
  { path, timeoutMs }: { readonly path: string; readonly timeoutMs: number },
  hear: (socket: Socket) => Promise<Answer>,
): Promise<Answer> {
  const socket = connect(socketAddress(path));
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer")));
  try {
    return await hear(socket);
  } catch (error) {
    return answerOf(error);
  } finally {
    socket.destroy();
  }
}

/** What the error of a connection says of its other end. Of others, such as a full queue, somebody is the cause. */
function answerOf(error: unknown): Answer {
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return "dead";
    case "ECONNRESET":
      return "hung up";
    case "ENOENT":
      return "left";
    default:
      return "silent";
  }
}
