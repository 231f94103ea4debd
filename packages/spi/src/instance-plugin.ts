import type { CallOptions } from "./call-options.ts";
import type { DestroyReason, InstanceDescription, InstanceSpec, Tags } from "./data/index.ts";
import type { RawJson } from "./document/index.ts";

/** Which instances a describe asks for. */
export interface InstanceQuery {
  /** Instances that carry all of these tags; empty asks for all instances. */
  readonly tags: Tags;
  /** Whether the answer should carry `properties`. */
  readonly properties: boolean;
}

/** Something happened to an instance, or to one that is not named. */
export interface InstanceChange {
  readonly id?: string;
  /** Why it has ended, if that is what happened: `exited with code 1`. Shown to people. */
  readonly ended?: string;
}

/** Makes, lists and destroys instances of one type: processes, containers, machines, files. */
export interface InstancePlugin {
  /** @throws with the reason if instances cannot be made from these properties. */
  validate(properties: RawJson | null, options?: CallOptions): Promise<void>;

  /**
   * Makes one instance and returns its id. The tags must come back from {@link describeInstances}: they are
   * how the owner finds the instance again after a crash.
   */
  provision(spec: InstanceSpec, options?: CallOptions): Promise<string>;

  /** Adds labels to an instance's tags, replacing those of the same name. */
  label(id: string, labels: Tags, options?: CallOptions): Promise<void>;

  /** Ends an instance. It may still be listed for a while. */
  destroy(id: string, reason: DestroyReason, options?: CallOptions): Promise<void>;

  /**
   * Lists the instances that carry all of the tags. An error means that nothing is known; a plugin that
   * cannot list all of them must throw, never leave some out.
   */
  describeInstances(query: InstanceQuery, options?: CallOptions): Promise<readonly InstanceDescription[]>;

  /**
   * Hints that a describe would now answer something else. Hints may be lost or repeated; nothing relies on
   * them but speed. Ends when the signal is aborted.
   */
  changes?(options: Required<CallOptions>): AsyncIterable<InstanceChange>;
}
