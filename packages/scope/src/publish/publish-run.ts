import type { ScopeHost } from "../host/index.ts";
import type { AppAddress, AppClient } from "./app-client.ts";
import type { PublishLimits } from "./publish-limits.ts";

/** What every part of a publisher works with. */
export interface PublishRun {
  readonly host: ScopeHost;
  readonly app: AppAddress;
  readonly client: AppClient;
  readonly limits: PublishLimits;
  readonly signal: AbortSignal;
}
