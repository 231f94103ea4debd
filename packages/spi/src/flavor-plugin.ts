import type { CallOptions } from "./call-options.ts";
import type { Allocation, Health, Index, InstanceDescription, InstanceSpec } from "./data/index.ts";
import type { RawJson } from "./document/index.ts";

/** What a flavor is told when an instance is about to be made. */
export interface PrepareRequest {
  readonly properties: RawJson | null;
  /** The instance as the group would make it. */
  readonly spec: InstanceSpec;
  readonly allocation: Allocation;
  readonly index: Index;
}

/** Gives instances their role: what they run, whether they are healthy, how they leave in good order. */
export interface FlavorPlugin {
  /** @throws with the reason if no instance can be prepared with these properties. */
  validate(properties: RawJson | null, allocation: Allocation, options?: CallOptions): Promise<void>;

  /** Returns the spec to make the instance from: scripts, tags and attachments added. */
  prepare(request: PrepareRequest, options?: CallOptions): Promise<InstanceSpec>;

  /** Asked again and again; should answer at once. */
  healthy(properties: RawJson | null, instance: InstanceDescription, options?: CallOptions): Promise<Health>;

  /**
   * Called before an instance is destroyed; takes as long as the instance needs to leave in good order. A group waits for
   * ten minutes, and then takes it for failed.
   */
  drain(properties: RawJson | null, instance: InstanceDescription, options?: CallOptions): Promise<void>;
}
