import type { RawJson } from "../document/raw-json.ts";

/** Key and value pairs by which a plugin finds its instances again. A value may be empty. */
export type Tags = Readonly<Record<string, string>>;

/** Something that an instance uses and that outlives it, such as a disk. */
export interface Attachment {
  readonly id: string;
  /** What kind of resource it is, in the words of the instance plugin. */
  readonly type: string;
}

/** What an instance plugin needs to create one instance. */
export interface InstanceSpec {
  /** Opaque to all but the instance plugin. */
  readonly properties: RawJson | null;
  readonly tags: Tags;
  /** Script that the instance runs at first start; empty for none. */
  readonly init: string;
  /** Identity that is kept when the instance is replaced; `null` where instances are all alike. */
  readonly logicalId: string | null;
  readonly attachments: readonly Attachment[];
}

/** What an instance plugin says of an instance that exists. */
export interface InstanceDescription {
  /** The plugin's own name of the instance, unique within the plugin. */
  readonly id: string;
  readonly logicalId: string | null;
  readonly tags: Tags;
  /** State of the instance in the plugin's words; `null` if not asked for or not known. */
  readonly properties: RawJson | null;
}

/** Why an instance is destroyed: `terminate` (no longer wanted) or `rolling_update` (to be replaced). */
export type DestroyReason = "terminate" | "rolling_update";

/** What a flavor says of an instance. Unknown is never taken for unhealthy. */
export type Health = "unknown" | "healthy" | "unhealthy";
