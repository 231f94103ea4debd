import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Headers, Recording } from "./recording.ts";

/** A response as it came over a socket. */
export interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A path for a socket in a directory that is removed when the test ends. */
export async function socketPlace(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "compat-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, "plugin");
}

/** Sends a recorded request to a socket, headers and all. */
export function sendRecorded(
  socketPath: string,
  { method, path, headers, body }: Recording["request"],
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath,
      method,
      path,
      headers: { "content-length": Buffer.byteLength(body), ...headers },
    });
    sent.on("error", reject);
    sent.on("response", (response) => {
      text(response).then(
        (received) =>
          resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: received }),
        reject,
      );
    });
    sent.end(body);
  });
}

function flat(headers: IncomingHttpHeaders): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Headers about the connection and the moment, which the recorder left out where they say nothing else. */
const incidental = ["connection", "date", "keep-alive"];

/** The headers of a response that are to be as recorded. */
export function headersOf({ headers }: Response, { response }: Recording): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name in response.headers || !incidental.includes(name)),
  );
}
