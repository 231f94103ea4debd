import { once } from "node:events";
import { stat } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";

/** A container, as far as this plugin cares. */
export interface CountedContainer {
  /** 64 hexadecimal digits: the name by which Scope knows it too. */
  readonly id: string;
  readonly volumeCount: number;
}

/** A container engine that speaks Docker's API, as Podman does too. */
export interface Engine {
  readonly socketPath: string;
  /** All containers that run. @throws Error if the engine does not answer. */
  containers(signal: AbortSignal): Promise<readonly CountedContainer[]>;
}

/** Where engines listen if nobody says otherwise. */
const usualSockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];

/** The engine that `DOCKER_HOST` names, else one that is there; none if there is none. */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  const named = /^unix:\/\/(.+)$/.exec(env["DOCKER_HOST"] ?? "")?.[1];
  for (const socketPath of named === undefined ? usualSockets : [named])
    if (await isSocket(socketPath)) return { socketPath, containers: (signal) => list(socketPath, signal) };
  return undefined;
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch {
    // Nothing that we may look at is there: the next one may be.
    return false;
  }
}

/** What the engine lists, of which there is more. */
interface ListedContainer {
  readonly Id: string;
  readonly Mounts?: readonly unknown[];
}

async function list(socketPath: string, signal: AbortSignal): Promise<readonly CountedContainer[]> {
  const asked = request({ socketPath, path: "/containers/json", headers: { Host: "engine" }, signal });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (response.statusCode !== 200) throw new Error(`Cannot list containers at "${socketPath}": ${text}`);
  const listed = JSON.parse(text) as readonly ListedContainer[];
  return listed.map(({ Id: id, Mounts = [] }) => ({ id, volumeCount: Mounts.length }));
}
