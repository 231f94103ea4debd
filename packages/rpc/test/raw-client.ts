import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** One HTTP answer, as a parser of ours read it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a server sent until it hung up. */
export interface Heard {
  readonly answers: readonly RawAnswer[];
  /** Bytes that are no whole answer. */
  readonly rest: string;
  /** The code of a socket error, such as `ECONNRESET`. */
  readonly error: string | undefined;
}

/** A connection on which nothing is HTTP but what the test writes. */
export async function openRaw(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Writes bytes, says that no more follow, and listens until the server hangs up. */
export async function sendRaw(path: string, bytes: string | Uint8Array): Promise<Heard> {
  const socket = await openRaw(path);
  const heard = listen(socket);
  socket.end(bytes);
  return await heard;
}

/** Collects what comes until the connection is closed. */
export async function listen(socket: Socket): Promise<Heard> {
  const chunks: Buffer[] = [];
  let error: string | undefined;
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("end", () => socket.end());
  socket.on("error", ({ code }: NodeJS.ErrnoException) => (error = code));
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  return { ...parseAnswers(Buffer.concat(chunks).toString("latin1")), error };
}

/** Reads HTTP answers one behind the other; interim ones (100) are left out. */
function parseAnswers(text: string): Pick<Heard, "answers" | "rest"> {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (let head = headOf(rest); head !== undefined; head = headOf(rest)) {
    const behind = rest.slice(head.length);
    const read = head.status === 100 ? { body: "", length: 0 } : readBody(behind, head.headers);
    if (read === undefined) break;
    if (head.status !== 100) answers.push({ status: head.status, headers: head.headers, body: read.body });
    rest = behind.slice(read.length);
  }
  return { answers, rest };
}

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number;
}

function headOf(text: string): Head | undefined {
  const found = /^HTTP\/1\.1 (\d{3}) [ -~]*\r\n((?:[!-9;-~]+:[^\r\n]*\r\n)*)\r\n/.exec(text);
  if (found === null) return undefined;
  const [whole, status, lines = ""] = found;
  const headers = Object.fromEntries(
    [...lines.matchAll(/([^:\r\n]+): *([^\r\n]*)\r\n/g)].map(([, name = "", value = ""]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  return { status: Number(status), headers, length: whole.length };
}

function readBody(
  text: string,
  headers: Readonly<Record<string, string>>,
): { readonly body: string; readonly length: number } | undefined {
  // An answer to HEAD speaks of a body that it has not.
  if (text.startsWith("HTTP/1.1 ")) return { body: "", length: 0 };
  if (headers["transfer-encoding"] === "chunked") return readChunks(text);
  // Without a length the end of the connection is the end of the body.
  const length = Number(headers["content-length"] ?? text.length);
  return text.length < length ? undefined : { body: text.slice(0, length), length };
}

function readChunks(text: string): { readonly body: string; readonly length: number } | undefined {
  let body = "";
  for (let at = 0; ;) {
    const line = /^([0-9a-f]+)\r\n/i.exec(text.slice(at, at + 20));
    if (line === null) return undefined;
    const size = Number.parseInt(line[1] ?? "", 16);
    const start = at + line[0].length;
    if (text.length < start + size + 2) return undefined;
    body += text.slice(start, start + size);
    at = start + size + 2;
    if (size === 0) return { body, length: at };
  }
}

/** A POST as Go's client writes it, with more headers if there are any. */
export function post(body: string | Uint8Array, headers = ""): Buffer {
  const bytes = Buffer.from(body as string);
  const head = `POST / HTTP/1.1\r\nHost: h\r\n${headers}Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
