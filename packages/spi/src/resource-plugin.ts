import type { CommitOptions } from "./group-plugin.ts";
import type { CallOptions } from "./call-options.ts";
import type { ResourceSpec } from "./data/index.ts";

/** Makes and ends resources of which there is one each: networks, volumes. All answers are in words. */
export interface ResourcePlugin {
  commit(spec: ResourceSpec, options?: CommitOptions): Promise<string>;
  destroy(spec: ResourceSpec, options?: CommitOptions): Promise<string>;
  describeResources(spec: ResourceSpec, options?: CallOptions): Promise<string>;
}
