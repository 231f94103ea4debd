import type { IncomingMessage } from "node:http";
import { BodyBuffer } from "./body-buffer.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { Visit } from "./visit.ts";

/** What becomes of a body. If its sender goes away, neither is called. */
export interface BodyReader {
  /** Resolves when the body is no longer needed, whoever has gone away in the meantime. */
  done(body: string): Promise<void>;
  /** Told once, with the reason; what is still to come is not kept. */
  refuse(why: string): void;
}

type BodyLimits = Pick<ServerLimits, "maxRequestBytes" | "maxHeldBytes">;

/** Reads bodies of requests, within a limit for each and one for all that are under way. */
export class RequestBodies {
  readonly #limits: BodyLimits;
  #heldBytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  read({ request, response }: Pick<Visit, "request" | "response">, reader: BodyReader): void {
    const { maxRequestBytes } = this.#limits;
    const tooLarge = `it is over ${maxRequestBytes} bytes`;
    if (declaredBytes(request) > maxRequestBytes) return reader.refuse(tooLarge);
    const body = new BodyBuffer();
    let work = Promise.resolve();
    let held = 0;
    let isRefused = false;
    const refuse = (why: string): void => {
      isRefused = true;
      body.clear();
      reader.refuse(why);
    };
    request.on("data", (chunk: Buffer) => {
      if (isRefused) return;
      if (body.length + chunk.length > maxRequestBytes) return refuse(tooLarge);
      if (body.length > 0) {
        if (held === 0) response.on("close", () => void work.then(() => (this.#heldBytes -= held)));
        held += chunk.length;
        this.#heldBytes += chunk.length;
        if (this.#heldBytes > this.#limits.maxHeldBytes) return refuse(this.#tooMany());
      }
      body.add(chunk);
    });
    request.on("end", () => {
      if (isRefused) return;
      work = reader.done(body.toString());
      body.clear();
    });
  }

  #tooMany(): string {
    return `requests of over ${this.#limits.maxHeldBytes} bytes are under way already; try again`;
  }
}

function declaredBytes(request: IncomingMessage): number {
  return Number(request.headers["content-length"] ?? 0);
}
