import { type InstanceChange, messageOf, type PluginLookup } from "@infrakit/spi";
import type { Clock, Logger } from "./seams.ts";

/** Whose hints to follow, and what to do on one. */
export interface HintFollowerOptions {
  readonly plugins: PluginLookup;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onHint: (change: InstanceChange) => void;
}

/** So many hints are heard in a turn. Those of instances that end together are heard before a list shows that they did. */
const hintsInATurn = 64;

/** Least time between two openings of a stream of hints. */
const reopenGapMs = 1000;

/**
 * Follows the hints of one instance plugin. They may be lost, repeated, or not given at all; a stream that
 * ends is a hint itself, because its plugin may have gone with it, and is opened again by the next
 * {@link HintFollower.follow}, which the owner calls whenever the plugin was heard of.
 */
export class HintFollower {
  readonly #options: HintFollowerOptions;
  #openedAt = -Infinity;
  #following: { readonly plugin: string; readonly stop: AbortController } | undefined;

  constructor(options: HintFollowerOptions) {
    this.#options = options;
  }

  /** Follows this plugin, if it is not followed already. */
  follow(plugin: string): void {
    const now = this.#options.clock.now();
    if (this.#following?.plugin === plugin || now < this.#openedAt + reopenGapMs) return;
    this.close();
    this.#openedAt = now;
    const following = { plugin, stop: new AbortController() };
    this.#following = following;
    void this.#listen(following);
  }

  /** Follows nothing more. */
  close(): void {
    this.#following?.stop.abort();
    this.#following = undefined;
  }

  async #listen(following: { readonly plugin: string; readonly stop: AbortController }): Promise<void> {
    const { plugins, clock, logger, onHint } = this.#options;
    const { signal } = following.stop;
    let hasBegun = false;
    try {
      const instancePlugin = await plugins.instance(following.plugin);
      // A plugin without hints is looked at by interval alone; it stays followed, so that it is not asked again.
      if (instancePlugin.changes === undefined) return;
      hasBegun = true;
      let heard = 0;
      for await (const change of instancePlugin.changes({ signal })) {
        if (signal.aborted) return;
        onHint(change);
        // One in this process that never rests must not keep all others from their turn.
        if (++heard % hintsInATurn === 0) await new Promise<void>((resolve) => clock.callSoon(resolve));
      }
    } catch (error) {
      if (!signal.aborted) logger.warn({ plugin: following.plugin, error: messageOf(error) }, "hints ended");
    }
    if (this.#following !== following) return;
    this.#following = undefined;
    if (hasBegun) onHint({});
  }
}
