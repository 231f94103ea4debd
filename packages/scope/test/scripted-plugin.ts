import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it came, byte by byte. */
export interface RawRequest {
  /** Request line and headers, without the empty line behind them. */
  readonly head: string;
  readonly body: string;
  readonly method: string;
  readonly path: string;
  /** Which connection it came over, from 1. */
  readonly connection: number;
  /** How many requests came before it. */
  readonly index: number;
}

/** What a plugin does with a request. */
export type Script = (request: RawRequest, connection: Socket) => void;

/** A plugin that answers with any bytes, when it is told to. */
export class ScriptedPlugin {
  readonly requests: RawRequest[] = [];
  connections = 0;
  readonly #open = new Set<Socket>();
  readonly #server: Server;
  #script: Script;

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((connection) => this.#serve(connection));
  }

  /** Listens until the test is over. */
  static async listen(path: string, script: Script): Promise<ScriptedPlugin> {
    const plugin = new ScriptedPlugin(script);
    plugin.#server.listen(path);
    await once(plugin.#server, "listening");
    onTestFinished(() => plugin.close());
    return plugin;
  }

  /** Answers otherwise from now on. */
  follow(script: Script): void {
    this.#script = script;
  }

  /** Closes all connections, and listens on. */
  hangUp(): void {
    for (const connection of this.#open) connection.destroy();
  }

  /** Ends as a process does that is killed but for its file, which Node removes. */
  close(): void {
    this.#server.close();
    this.hangUp();
  }

  #serve(connection: Socket): void {
    const number = ++this.connections;
    this.#open.add(connection);
    connection.on("close", () => this.#open.delete(connection));
    // The host hangs up whenever it has had enough.
    connection.on("error", () => {});
    let unread = "";
    connection.setEncoding("latin1").on("data", (bytes) => {
      unread += String(bytes);
      for (let found = cutRequest(unread); found !== undefined; found = cutRequest(unread)) {
        unread = found.rest;
        const request = { ...found, connection: number, index: this.requests.length };
        this.requests.push(request);
        this.#script(request, connection);
      }
    });
  }
}

/** The first request of a text; undefined if it is not whole yet. */
function cutRequest(
  text: string,
): (Omit<RawRequest, "connection" | "index"> & { readonly rest: string }) | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const start = end + 4;
  if (text.length < start + length) return undefined;
  const [method = "", path = ""] = head.split(" ");
  const body = text.slice(start, start + length);
  return { head, body, method, path, rest: text.slice(start + length) };
}

/** An answer in the bytes of a plain server. */
export function httpAnswer(body: string, statusLine = "HTTP/1.1 200 OK"): string {
  return `${statusLine}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Answers every request with these bytes. */
export function saying(bytes: string): Script {
  return (_, connection) => void connection.write(bytes);
}

/** What a good plugin reports. */
export function goodReport(id: string, more: Readonly<Record<string, unknown>> = {}): string {
  const spec = { id, label: id.toUpperCase(), interfaces: ["reporter", "controller"], api_version: "1" };
  return JSON.stringify({ Plugins: [spec], ...more });
}
