import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler } from "./handler.ts";

/** One request, and what its answer depends on. */
export interface Visit {
  readonly handler: Handler;
  readonly stopping: AbortSignal;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}
