import { isLoopback } from "@infrakit/discovery/socket";

/** Where a server listens on TCP. */
export interface TcpListener {
  /** Without the brackets of IPv6. */
  readonly host: string;
  /** 0 has the system choose one. */
  readonly port: number;
}

/**
 * Reads `127.0.0.1:4040`, `localhost:4040`, `[::1]:4040`, or a port alone.
 *
 * @throws Error if it is none of these, or others could reach it over the network.
 */
export function parseTcpListener(text: string): TcpListener {
  const cannot = `Cannot serve Scope plugins on "${text}"`;
  const [, written = "localhost", digits = ""] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === "" || port > 65_535) throw new Error(`${cannot}: write an address such as 127.0.0.1:4040`);
  if (!isLoopback(`tcp://${written}:${port}`)) {
    const tunnel = `ssh -L ${port}:127.0.0.1:${port} <this machine>`;
    throw new Error(
      `${cannot}: others could reach it over the network; use 127.0.0.1:${port}, and \`${tunnel}\` from afar`,
    );
  }
  const host = written === "localhost" ? "127.0.0.1" : written.replace(/^\[(.*)\]$/, "$1");
  return { host, port };
}

/** The URL of a server that listens there. */
export function urlOf({ host, port }: TcpListener): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
