import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Infrakit, type InfrakitOptions, startInfrakit } from "@infrakit/infrakit";
import { test as base } from "vitest";

/** Directories for the state and the sockets of a test, and what was started there; all of it goes with the test. */
export class Place {
  readonly root: string;
  readonly #started: Infrakit[] = [];

  private constructor(root: string) {
    this.root = root;
  }

  static async open(): Promise<Place> {
    return new Place(await mkdtemp(join(tmpdir(), "ik-")));
  }

  get pluginsDir(): string {
    return join(this.root, "plugins");
  }

  get stateDir(): string {
    return join(this.root, "state");
  }

  async start(options: InfrakitOptions): Promise<Infrakit> {
    const infrakit = await startInfrakit({ policy: { pollIntervalMs: 100 }, ...options });
    this.#started.push(infrakit);
    return infrakit;
  }

  async close(): Promise<void> {
    for (const infrakit of this.#started) {
      await Promise.all(infrakit.controller.ids().map((id) => infrakit.destroy(id)));
      await infrakit.close();
    }
    await rm(this.root, { recursive: true, force: true });
  }
}

/** A test with a place of its own. */
export const test = base.extend<{ place: Place }>({
  // eslint-disable-next-line no-empty-pattern
  place: async ({}, use) => {
    const place = await Place.open();
    await use(place);
    await place.close();
  },
});
