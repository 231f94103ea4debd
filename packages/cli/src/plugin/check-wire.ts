import { request, type RequestOptions } from "node:http";
import { request as requestSafely } from "node:https";
import { LocalError, messageOf } from "@infrakit/infrakit/operator";
import type { WireAnswer, WirePlugin, WireRequest } from "@infrakit/testing/conformance";

/** Longest answer that is read, in bytes. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** How long one request may take, in milliseconds. */
const requestTimeoutMs = 10_000;

/**
 * Speaks to a plugin without any help of ours, so that what it really answers is seen. Each request has a connection
 * of its own. `address` is the path of a socket, or a URL.
 */
export function connectWire(address: string): WirePlugin {
  return {
    send: async (message, signal) => {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]);
      try {
        return await send(address, message, limited);
      } catch (error) {
        const why = `no answer to ${message.body.slice(0, 200)}: ${messageOf(error)}`;
        throw new LocalError("connection_lost", why, { cause: error });
      }
    },
  };
}

function send(
  address: string,
  { body, method = "POST", contentType = "application/json" }: WireRequest,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const headers = {
    "content-length": Buffer.byteLength(body),
    ...(contentType !== null && { "content-type": contentType }),
  };
  const options: RequestOptions = { method, headers, signal, agent: false };
  return new Promise((resolve, reject) => {
    const sent = open(address, options);
    sent.once("error", reject);
    sent.once("response", (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on("data", (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > maxAnswerBytes) response.destroy(new Error(`longer than ${maxAnswerBytes} bytes`));
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
      );
    });
    sent.end(body);
  });
}

function open(address: string, options: RequestOptions): ReturnType<typeof request> {
  if (!/^[a-z]+:\/\//.test(address)) return request({ ...options, socketPath: address, path: "/" });
  const url = new URL(address.replace(/^tcp:/, "http:"));
  return url.protocol === "https:" ? requestSafely(url, options) : request(url, options);
}
