import { request, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** An answer. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is sent. */
export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request to the path of a socket, or to a URL such as `http://127.0.0.1:4040`. */
export async function call(address: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body } = options;
  const url = address.startsWith("http:") ? new URL(address) : undefined;
  const to =
    url === undefined
      ? { socketPath: address }
      : { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port };
  return await new Promise((resolve, reject) => {
    request({ ...to, path, method, headers, agent: false }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode, headers: response.headers, body: answer }),
        reject,
      );
    })
      .on("error", reject)
      .end(body);
  });
}
