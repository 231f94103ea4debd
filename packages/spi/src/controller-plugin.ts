import type { CallOptions } from "./call-options.ts";
import type { Spec, SpecMetadata, SpecObject } from "./data/index.ts";

/** Whether an object should be there. */
export type ControllerOperation = "enforce" | "destroy";

/** What a commit would do. */
export interface ControllerPlan {
  /** The object as it would be looked after. */
  readonly object: SpecObject;
  /** In words, one line for each thing that would be done. */
  readonly messages: readonly string[];
}

/** Keeps objects of one kind as their specs say: groups, load balancers, pools, inventories. */
export interface ControllerPlugin {
  /** Says what a commit would do, and changes nothing. */
  plan(operation: ControllerOperation, spec: Spec, options?: CallOptions): Promise<ControllerPlan>;

  /** Starts to look after an object, or changes or ends it. The state of the answer is that of before. */
  commit(operation: ControllerOperation, spec: Spec, options?: CallOptions): Promise<SpecObject>;

  /** The objects that match; `null` asks for all. */
  describe(metadata: SpecMetadata | null, options?: CallOptions): Promise<readonly SpecObject[]>;

  /** Forgets the objects that match, leaves what they stand for alone, and says which they were. */
  free(metadata: SpecMetadata | null, options?: CallOptions): Promise<readonly SpecObject[]>;
}
