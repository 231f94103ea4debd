import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/** A request that came, its body without compression. */
export interface Asked {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The side of Scope's app that probes see: it says its id, takes reports and has controls carried out. */
export class ScriptedApp {
  /** What came, oldest first. */
  readonly asked: Asked[] = [];
  /** Control channels that were opened, oldest first. */
  readonly channels: AppChannel[] = [];
  id = "61e5bd5aa8d74d62";
  /** Statuses of the next answers to reports; 200 when there are no more. A 0 is never answered. */
  readonly statuses: number[] = [];
  port = 0;
  /** Whether it takes control channels. */
  hasControls = true;
  /** Whether it is pinged in vain. */
  isMute = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then((body) => {
        if (body === undefined) return;
        response.statusCode = body.status;
        response.end(body.text);
      });
    });
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
      this.asked.push({ line: lineOf(request), headers: request.headers, body: "" });
      // Who is refused may cut the connection before the refusal is read.
      socket.on("error", () => socket.destroy());
      if (this.hasControls) this.channels.push(new AppChannel(request, socket, () => this.isMute));
      else socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    });
  }

  static async listen(port = 0): Promise<ScriptedApp> {
    const app = new ScriptedApp();
    app.#server.listen(port, "127.0.0.1");
    await once(app.#server, "listening");
    app.port = (app.#server.address() as AddressInfo).port;
    return app;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Bodies of the reports that came. */
  reports(): readonly AppReport[] {
    return this.asked
      .filter(({ line }) => line === "POST /api/report")
      .map(({ body }) => JSON.parse(body) as AppReport);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    for (const channel of this.channels) channel.cut();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(request: IncomingMessage): Promise<{ status: number; text: string } | undefined> {
    const sent = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    const line = lineOf(request);
    this.asked.push({ line, headers: request.headers, body: body.toString() });
    if (line === "GET /api") return { status: 200, text: JSON.stringify({ id: this.id, plugins: [] }) };
    const status = this.statuses.shift() ?? 200;
    if (status === 0) return undefined;
    return { status, text: status === 200 ? "" : '"no room"' };
  }
}

/** What the tests look at in a report. */
export interface AppReport {
  readonly TS: string;
  readonly Window: number;
  readonly Shortcut?: boolean;
  readonly Host?: AppTopology;
  readonly Process?: AppTopology;
  readonly Plugins?: readonly { readonly id: string }[];
}

interface AppTopology {
  readonly shape: string;
  readonly nodes?: Readonly<Record<string, AppNode>>;
}

interface AppNode {
  readonly id: string;
  readonly topology: string;
  readonly latest: Readonly<Record<string, { readonly value: string }>>;
  readonly parents?: Readonly<Record<string, readonly string[]>>;
}

/** The app's end of a websocket (RFC 6455): whole messages of less than 64 KiB. */
export class AppChannel {
  /** Texts that came, oldest first. */
  readonly texts: string[] = [];
  /** How many pings came. */
  pings = 0;
  isOpen = true;
  readonly #socket: Duplex;
  readonly #isMute: () => boolean;
  #bytes = Buffer.alloc(0);

  constructor(request: IncomingMessage, socket: Duplex, isMute: () => boolean) {
    this.#socket = socket;
    this.#isMute = isMute;
    const key = `${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("close", () => (this.isOpen = false));
  }

  send(text: string): void {
    this.#write(0x81, Buffer.from(text));
  }

  /** Reads nothing any more. */
  pause(): void {
    this.#socket.pause();
  }

  cut(): void {
    this.#socket.destroy();
  }

  #write(head: number, payload: Buffer): void {
    const length =
      payload.length < 126
        ? Buffer.of(head, payload.length)
        : Buffer.of(head, 126, payload.length >> 8, payload.length & 0xff);
    this.#socket.write(Buffer.concat([length, payload]));
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let frame = this.#takeFrame(); frame !== undefined; frame = this.#takeFrame()) this.#take(frame);
  }

  #take({ opcode, payload }: Frame): void {
    if (opcode === 1) this.texts.push(payload.toString());
    if (opcode === 8) this.#socket.end();
    if (opcode !== 9) return;
    this.pings++;
    if (!this.#isMute()) this.#write(0x8a, payload);
  }

  #takeFrame(): Frame | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 2) return undefined;
    const isLong = (bytes.readUInt8(1) & 0x7f) === 126;
    const at = isLong ? 4 : 2;
    if (bytes.length < at) return undefined;
    const length = isLong ? bytes.readUInt16BE(2) : bytes.readUInt8(1) & 0x7f;
    const end = at + 4 + length;
    if (bytes.length < end) return undefined;
    const mask = bytes.subarray(at, at + 4);
    const payload = bytes.subarray(at + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.#bytes = bytes.subarray(end);
    return { opcode: bytes.readUInt8(0) & 0x0f, payload: Buffer.from(payload) };
  }
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

function lineOf({ method = "", url = "" }: IncomingMessage): string {
  return `${method} ${url}`;
}
