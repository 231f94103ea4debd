import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Answer } from "./traffic.ts";

/** What a proxy stands in front of. */
export interface ProxyOptions {
  readonly port: number;
  /** On this machine. */
  readonly targetPort: number;
  readonly onAnswer: (answer: Answer) => void;
}

/** Passes on what comes to a port of this machine. */
export async function startProxy(options: ProxyOptions): Promise<{ readonly close: () => Promise<void> }> {
  const server = createServer((asked, answered) => {
    const began = performance.now();
    // Also of a client that has left: the answer is not what it would have been, but there was a request.
    answered.once("close", () =>
      options.onAnswer({ status: answered.statusCode, ms: performance.now() - began }),
    );
    passOn(asked, answered, options.targetPort);
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening").catch((error: unknown) => {
    throw new Error(`Cannot listen on port "${options.port}": ${String(error)}`, { cause: error });
  });
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function passOn(asked: IncomingMessage, answered: ServerResponse, port: number): void {
  const { method = "GET", url = "/", rawHeaders } = asked;
  const passed = request({ host: "127.0.0.1", port, method, path: url });
  for (const [name, values] of valuesByName(rawHeaders)) passed.setHeader(name, values);
  passed.on("response", (response) => {
    answered.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.pipe(answered);
    response.on("error", () => answered.destroy());
  });
  passed.on("error", (error) => {
    if (answered.headersSent === true) answered.destroy();
    else answered.writeHead(502, { "Content-Type": "text/plain" }).end(`${error.message}\n`);
  });
  answered.on("close", () => passed.destroy());
  asked.pipe(passed);
}

/** Header names may stand several times, as they were written. */
function valuesByName(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}
