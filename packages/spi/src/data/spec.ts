import type { RawJson } from "../document/index.ts";
import type { Tags } from "./instance.ts";

/** What a controller is told an object by: Go's `types.Metadata`. */
export interface SpecMetadata {
  /** Identity that whoever keeps the object gave it; `null` if it has none yet. */
  readonly id: string | null;
  /** Name of the object, often below that of a plugin: `mystack/web`. */
  readonly name: string;
  readonly tags: Tags;
}

/** An object that has to be there first, and what of its state is put where. */
export interface SpecDependency {
  readonly kind: string;
  readonly name: string;
  /** JSON pointers (RFC 6901) into the state of the other object, by the name of a variable. */
  readonly bind: Readonly<Record<string, string>>;
}

/** What an object of any kind should be: Go's `types.Spec`. */
export interface Spec {
  /** Such as `group`, or `aws/ec2-instance`. */
  readonly kind: string;
  /** Version of the interface that the properties are for, such as `Group/0.1.1`; empty if nobody cares. */
  readonly version: string;
  readonly metadata: SpecMetadata;
  /** URL of the template that the spec was made from. */
  readonly template: string | null;
  readonly properties: RawJson | null;
  /** How the controller should go about it. */
  readonly options: RawJson | null;
  readonly depends: readonly SpecDependency[];
}

/** A spec together with what there is: Go's `types.Object`. */
export interface SpecObject extends Spec {
  readonly state: RawJson | null;
}
