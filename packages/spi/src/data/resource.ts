import type { RawJson } from "../document/index.ts";

/** What a resource should be. */
export interface ResourceSpec {
  readonly id: string;
  readonly properties: RawJson | null;
}
