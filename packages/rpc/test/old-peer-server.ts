import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type Answers, answerAsGo, type Seen } from "./old-peer.ts";
import { socketPlace } from "./place.ts";

/** What a server does with a request instead of answering it. */
export type Fault = (response: ServerResponse) => void;

/** A plugin of another age on a socket. */
export interface OldPeerServer {
  readonly path: string;
  readonly seen: readonly Seen[];
}

/** Serves what a plugin of some release answers, until the test ends. Faults are by method, too. */
export async function serveOldPeer(
  answers: Answers,
  { path, faults = {} }: { readonly path?: string; readonly faults?: Readonly<Record<string, Fault>> } = {},
): Promise<OldPeerServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void answerRequest(request, response);
  });
  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { method, params } = JSON.parse(body) as Seen;
    seen.push({ method, params });
    const fault = faults[method];
    if (fault === undefined) response.end(answerAsGo(body, answers));
    else fault(response);
  }
  return { path: await listenForTest(server, path), seen };
}

async function listenForTest(server: Server, wanted?: string): Promise<string> {
  const path = wanted ?? (await socketPlace());
  server.listen(path);
  await once(server, "listening");
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return path;
}
