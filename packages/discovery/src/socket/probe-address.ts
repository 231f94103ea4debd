import { connect } from "node:net";
import { probeSocket, type SocketState } from "./probe-socket.ts";
import { systemCode } from "./system-error.ts";

/** How long an address may take to answer before it counts as one that somebody listens at. */
const maxProbeMs = 2000;

/**
 * Calls the address in a `.listen` file, and hangs up: a `tcp`, `http` or `https` URL, or the path of a socket. As with
 * sockets, only the system's refusal proves that nobody listens; a text that is no address leads nobody anywhere.
 */
export async function probeAddress(address: string): Promise<Exclude<SocketState, "absent">> {
  const path = /^(?:unix:\/\/|file:\/\/)?(\/.*)$/s.exec(address)?.[1];
  if (path !== undefined) return (await probeSocket(path)) === "listens" ? "listens" : "dead";
  const url = /^(?:tcp|https?):(\/\/.*)$/is.exec(address)?.[1];
  if (url === undefined || !URL.canParse(`http:${url}`)) return "dead";
  const { hostname, port } = new URL(`http:${url}`);
  return probePort(hostname.replace(/^\[|\]$/g, ""), Number(port || defaultPort(address)));
}

function defaultPort(address: string): number {
  return address.toLowerCase().startsWith("https:") ? 443 : 80;
}

function probePort(host: string, port: number): Promise<"listens" | "dead"> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: maxProbeMs });
    const end = (state: "listens" | "dead"): void => {
      socket.destroy();
      resolve(state);
    };
    socket.once("connect", () => end("listens"));
    socket.once("timeout", () => end("listens"));
    socket.on("error", (error) => end(isRefused(error) ? "dead" : "listens"));
  });
}

/** A name may stand for several addresses, each of which is tried. */
function isRefused(error: Error): boolean {
  if (error instanceof AggregateError) return (error.errors as readonly Error[]).every(isRefused);
  return systemCode(error) === "ECONNREFUSED";
}
