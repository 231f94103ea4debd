import type { FlavorPlugin, PluginLookup } from "@infrakit/spi";
import type { Clock } from "./seams.ts";

/**
 * How long a flavor that was found is taken to be there without another look. One that has gone meanwhile fails when
 * it is called, and one that has taken its place on a socket is called instead.
 */
const holdsMs = 1000;

/** A flavor that was looked up. */
interface Found {
  readonly flavor: Promise<FlavorPlugin>;
  readonly until: number;
}

/** Finds flavors for those who ask for the same ones by the hundred: each is looked up once in a while. */
export class RecentFlavors {
  readonly #plugins: Pick<PluginLookup, "flavor">;
  readonly #clock: Pick<Clock, "now">;
  readonly #found = new Map<string, Found>();

  constructor(plugins: Pick<PluginLookup, "flavor">, clock: Pick<Clock, "now">) {
    this.#plugins = plugins;
    this.#clock = clock;
  }

  /** @throws what the look-up throws; the next one who asks looks again. */
  flavor(name: string): Promise<FlavorPlugin> {
    const now = this.#clock.now();
    const known = this.#found.get(name);
    if (known !== undefined && now < known.until) return known.flavor;
    const found = { flavor: this.#plugins.flavor(name), until: now + holdsMs };
    this.#found.set(name, found);
    // Whoever asked gets the error.
    found.flavor.catch(() => this.#forget(name, found));
    return found.flavor;
  }

  #forget(name: string, found: Found): void {
    if (this.#found.get(name) === found) this.#found.delete(name);
  }
}
