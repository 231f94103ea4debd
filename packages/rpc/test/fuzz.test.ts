import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { connectionBytes, recordedBodies } from "./fuzz-mutations.ts";
import { socketPlace } from "./place.ts";
import { type Heard, post, type RawAnswer, sendRaw } from "./raw-client.ts";

const runs = process.env["INFRAKIT_NIGHTLY"] === "1" ? 100_000 : 5_000;

/** A connection that is still open after that hangs. */
const patienceMs = 5_000;

/** More than a server of this size needs, and far less than one that keeps what it was sent. */
const maxServerBytes = 400_000_000;

async function startServer(): Promise<{ readonly path: string; readonly server: ChildProcess }> {
  const path = await socketPlace();
  const server = fork(new URL("fuzz-server.js", import.meta.url), [path]);
  onTestFinished(() => void server.kill());
  await once(server, "message");
  return { path, server };
}

async function memoryOf(server: ChildProcess): Promise<number> {
  server.send("memory");
  const [{ rss }] = (await once(server, "message")) as [{ rss: number }];
  return rss;
}

/** What JSON-RPC calls a response. */
function isResponse(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const members = Object.keys(value).join();
  return members === "jsonrpc,result,id" || members === "jsonrpc,error,id";
}

function isRpcBody(body: string): boolean {
  if (body === "") return true;
  const value = parse(Buffer.from(body, "latin1").toString());
  return body.endsWith("\n") && (Array.isArray(value) ? value.every(isResponse) : isResponse(value));
}

/** `undefined` for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Then it is not what was expected, and the property says so with the text.
    return undefined;
  }
}

/** The outcomes that there may be, by status. */
const isAllowed: Readonly<Record<number, (body: string, sent: string) => boolean>> = {
  200: (body, sent) => isRpcBody(body) || (sent.includes("/info/") && typeof parse(body) === "object"),
  301: (body) => body === "",
  400: (body) => body === "" || body === "400 Bad Request",
  404: (body) => body === "404 page not found\n",
  405: (body) => body.startsWith("rpc: POST method required, received "),
  408: (body) => body === "",
  413: (body) => body === "" || body.startsWith("Cannot read the request: "),
  415: (body) => body.startsWith("rpc: unrecognized Content-Type: "),
  417: (body) => body === "",
  431: (body) => body === "",
};

/** Why an outcome is none of those that there may be; `undefined` if it is. */
function objection({ answers, rest, error }: Heard, sent: string): string | undefined {
  if (error !== undefined) return `the connection failed: ${error}`;
  const isBad = ({ status, body }: RawAnswer): boolean =>
    isAllowed[status]?.(body, sent) !== true && !(body === "" && sent.includes("HEAD "));
  const bad = answers.find(isBad);
  if (bad !== undefined) return `${bad.status} ${JSON.stringify(bad.body)}`;
  if (rest !== "" && !isOpenEnded(rest, sent)) return `no HTTP: ${JSON.stringify(rest)}`;
  const isSilent = answers.length === 0 && rest === "";
  return isSilent && /[^\r\n]/.test(sent) ? "no answer" : undefined;
}

/** An answer to HEAD has no body, and a stream of events no end. */
function isOpenEnded(rest: string, sent: string): boolean {
  return (
    rest.includes("Content-Type: text/event-stream") || (sent.includes("HEAD ") && /^HTTP\/1.1 /.test(rest))
  );
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still open after ${patienceMs} ms`)), patienceMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

test(`a server answers, or refuses, whatever it is sent, when ${runs} connections send what is wrong`, async () => {
  const { path, server } = await startServer();
  const reached = new Set<number>();
  await fc.assert(
    fc.asyncProperty(connectionBytes, async (bytes) => {
      const heard = await withPatience(sendRaw(path, bytes));
      for (const { status } of heard.answers) reached.add(status);
      expect(objection(heard, bytes.toString("latin1"))).toBeUndefined();
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect([...reached].toSorted((a, b) => a - b)).toEqual([200, 301, 400, 404, 405, 415, 417, 431]);
  expect(await memoryOf(server)).toBeLessThan(maxServerBytes);
  const { answers } = await sendRaw(path, post('{"jsonrpc":"2.0","method":"Handshake.Hello","id":1}'));
  expect(answers[0]?.body).toContain('"Group/0.1.1"');
}, 3_600_000);

test("a server answers every recorded request when it is sent as it was", async () => {
  const { path } = await startServer();
  expect(recordedBodies.length).toBeGreaterThan(100);
  for (const body of recordedBodies) {
    const heard = await withPatience(sendRaw(path, post(body)));
    expect(objection(heard, body)).toBeUndefined();
  }
});
