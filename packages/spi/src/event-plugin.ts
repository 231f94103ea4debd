import type { CallOptions } from "./call-options.ts";
import type { PluginEvent } from "./data/index.ts";
import type { Path } from "./document/index.ts";

/** Tells what happens. */
export interface EventPlugin {
  /** The names right below a topic, `[]` below the last; `absentList` if there is no such topic. */
  list(topic: Path, options?: CallOptions): Promise<readonly string[]>;

  /**
   * The events of one topic from now on, or of all topics that begin with it if it ends with a slash; the empty
   * topic and `.` are the root. Events may be lost, of which one of type `error` tells: what must be known has to be
   * asked for. Ends when the signal is aborted.
   *
   * When it is served, readers who want the same share one subscription, and none gets what it did not ask for. No
   * reader makes it wait.
   */
  subscribe(topic: string, options: Required<CallOptions>): AsyncIterable<PluginEvent>;
}
