import type { CallOptions } from "./call-options.ts";
import type { PluginEvent } from "./data/index.ts";
import type { Path } from "./document/index.ts";

/** Tells what happens. */
export interface EventPlugin {
  /** The topics right below one; none if there is no such topic. */
  list(topic: Path, options?: CallOptions): Promise<readonly string[]>;

  /**
   * The events of one topic from now on, or of all topics that begin with it if it ends with a slash; the empty
   * topic and `.` are the root. Events may be lost: what must be known has to be asked for. Ends when the signal
   * is aborted.
   */
  subscribe(topic: string, options: Required<CallOptions>): AsyncIterable<PluginEvent>;
}
