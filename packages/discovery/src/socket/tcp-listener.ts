import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { endianness } from "node:os";
import { holdsListener } from "./linux-process.ts";
import { holdsPortByLsof } from "./lsof.ts";
import { isMissing } from "./system-error.ts";

/** A TCP socket that listens, from `/proc/net/tcp` or `tcp6`. */
export interface TcpListener {
  /** Number by which `/proc/<pid>/fd` refers to the socket. */
  readonly id: string;
  /** Bytes of the address in the order of the network: 4 or 16 of them. */
  readonly host: readonly number[];
  readonly port: number;
}

/** Tells whether an address such as `tcp://127.0.0.1:24864` is one that only this machine reaches. */
export function isLoopback(address: string): boolean {
  const { host } = parseAddress(address);
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Tells whether a process is the one that answers at a loopback address such as `tcp://127.0.0.1:24864`. False if it
 * cannot be proved: the process is not ours, or several listen on that port.
 */
export async function holdsTcpAddress(pid: number, address: string): Promise<boolean> {
  if (!isLoopback(address)) return false;
  const { host, port } = parseAddress(address);
  if (process.platform !== "linux") return await holdsPortByLsof(pid, port);
  const id = findTcpListener(await readListeners(), host, port);
  return id !== undefined && (await holdsListener(pid, id));
}

/** The number of the one socket that answers there: a listener for all addresses does if there is none for this one. */
export function findTcpListener(
  listeners: readonly TcpListener[],
  host: string,
  port: number,
): string | undefined {
  const onPort = listeners.filter((listener) => listener.port === port);
  const own = onPort.filter((listener) => isFor(listener.host, host));
  const found = own.length > 0 ? own : onPort.filter((listener) => listener.host.every((byte) => byte === 0));
  return found.length === 1 ? found[0]?.id : undefined;
}

/** The state of a socket that listens, `TCP_LISTEN`. */
const listens = "0A";

/** Columns: number, local address and port, remote, state, queues, timer, retransmits, user, timeout, id. */
const line = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+)/gm;

/** Reads `/proc/net/tcp` or `/proc/net/tcp6`: the sockets that listen. */
export function parseTcpListeners(text: string): readonly TcpListener[] {
  return [...text.matchAll(line)]
    .filter(([, , , state]) => state === listens)
    .map(([, host = "", port = "", , id = ""]) => ({
      id,
      host: parseHost(host),
      port: Number.parseInt(port, 16),
    }));
}

async function readListeners(): Promise<readonly TcpListener[]> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readTable));
  return tables.flatMap(parseTcpListeners);
}

/** Empty if the system does without that version of IP. */
async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

/** Words of 32 bits, each in the order of the machine: `0100007F` is 127.0.0.1 on most. */
function parseHost(hex: string): readonly number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => {
    const bytes = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
    return endianness() === "LE" ? bytes.toReversed() : bytes;
  });
}

/** `localhost` may be either of two; an IPv4 address may be written as an IPv6 one, `::ffff:127.0.0.1`. */
function isFor(bytes: readonly number[], host: string): boolean {
  const isV6Loopback = bytes.length === 16 && bytes.join() === `${"0,".repeat(15)}1`;
  if (host === "::1") return isV6Loopback;
  const isMapped = bytes.length === 16 && bytes.slice(0, 12).join() === `${"0,".repeat(10)}255,255`;
  const v4 = bytes.length === 4 || isMapped ? bytes.slice(-4).join(".") : "";
  if (host === "localhost") return isV6Loopback || v4 === "127.0.0.1";
  return v4 === host;
}

/** Port 0, where nobody listens, and no host for what is no address. */
function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const url = URL.canParse(address) ? new URL(address.replace(/^tcp:/, "http:")) : undefined;
  if (url === undefined) return { host: "", port: 0 };
  const usual = url.protocol === "https:" ? 443 : 80;
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? usual : Number(url.port) };
}
