import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { socketPlace } from "./http-exchange.ts";
import { type RecordedCall, serviceOf } from "./message.ts";
import type { Recording, RecordingFile } from "./recording.ts";

/** A request as it reached a socket. */
export type Received = Pick<IncomingMessage, "method" | "url" | "headers"> & { readonly body: string };

/** A server that introduces itself as the recorded plugin and gives the recorded answer to everything else. */
export interface GoPeer {
  readonly path: string;
  /** The requests but for the handshakes that precede a call. */
  readonly received: readonly Received[];
}

/** Answers to handshakes by method, for a plugin that hosts one interface. */
type Handshakes = Readonly<Record<string, unknown>>;

/** The interface of a service, as its plugin called it, in the version of a release. */
const spoken: Readonly<Record<string, Readonly<Record<RecordingFile, string>>>> = {
  Instance: of("Instance", "0.6.1", { "wire-v0.5": "0.5.0", "wire-v0.2": "0.1.0" }),
  Flavor: of("Flavor", "0.1.1", { "wire-v0.5": "0.1.0", "wire-v0.2": "0.1.0" }),
  Group: of("Group", "0.1.1", { "wire-v0.5": "0.1.0", "wire-v0.2": "0.1.0" }),
  Controller: of("Controller", "0.1.1"),
  Manager: of("Stack", "0.1.1"),
  Metadata: of("Metadata", "0.1.1"),
  Updatable: of("Updatable", "0.1.1"),
  Event: of("Event", "0.1.1"),
  L4: of("L4", "0.6.1"),
};

function of(
  name: string,
  current: string,
  older: Partial<Record<RecordingFile, string>> = {},
): Readonly<Record<RecordingFile, string>> {
  const at = (file: RecordingFile): string => `${name}/${older[file] ?? current}`;
  return {
    "wire-head": at("wire-head"),
    "calls-head": at("calls-head"),
    "wire-v0.5": at("wire-v0.5"),
    "wire-v0.2": at("wire-v0.2"),
  };
}

/** What a plugin of a release says to the handshakes that it knows. */
function handshakesOf({ called, file }: RecordedCall): Handshakes {
  const key = spoken[serviceOf(called)]?.[file] ?? "";
  const [Name, Version] = key.split("/");
  const apis = { APIs: [{ Name, Version }] };
  switch (file) {
    case "wire-v0.2":
      return { "Plugin.Implements": apis };
    case "wire-v0.5":
      return { "Handshake.Implements": apis, "Handshake.Types": { Types: { [key]: ["."] } } };
    case "wire-head":
    case "calls-head":
      return { "Handshake.Hello": { Objects: { [key]: [{ Name: ".", ProxyFor: "" }] } } };
  }
}

/** Starts the peer of a recorded call until the test ends. */
export async function startGoPeer(call: RecordedCall): Promise<GoPeer> {
  const handshakes = handshakesOf(call);
  return start(call, (method) => {
    if (method === call.called) return undefined;
    const result = handshakes[method];
    const error = { code: -32000, message: `rpc: can't find service "${method}"`, data: null };
    return result === undefined ? { error } : { result };
  });
}

/** Starts a peer that answers everything as it was recorded, until the test ends. */
export function startRecordedPeer(recording: Recording): Promise<GoPeer> {
  return start(recording, () => undefined);
}

/** `answerTo` gives the answer to a method, or nothing for the recorded one. */
async function start(
  recording: Recording,
  answerTo: (method: string) => object | undefined,
): Promise<GoPeer> {
  const received: Received[] = [];
  const path = await socketPlace();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = "" } = (body === "" ? {} : JSON.parse(body)) as { readonly method?: string };
      const answer = answerTo(method);
      if (answer !== undefined)
        return response.end(`${JSON.stringify({ jsonrpc: "2.0", ...answer, id: 1 })}\n`);
      const { method: verb, url, headers } = request;
      received.push({ method: verb, url, headers, body });
      return response
        .writeHead(recording.response.status, recording.response.headers)
        .end(recording.response.body);
    });
  });
  server.listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { path, received };
}
