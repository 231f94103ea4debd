import type { GroupControllerOptions } from "../src/index.ts";
import { groupOf, openWorld, type World } from "./world.ts";

/** What of a group is not always the same in these tests. */
export interface Updated {
  readonly update?: object;
  readonly allocation?: object;
  readonly options?: Partial<GroupControllerOptions>;
}

/** An update that waits behind one canary as soon as that has been healthy for a while. */
export const withCanary = { Canary: 1, MinHealthyTime: "2s" };

/** How many instances there are of v1, and how many of v2. */
export function versions({ instances }: World): readonly [number, number] {
  const all = [...instances.instances.values()].map(({ properties }) => properties?.parse());
  const count = (version: string): number =>
    all.filter((each) => (each as { version: string }).version === version).length;
  return [count("v1"), count("v2")];
}

/** A group that has converged to v1, and a commit of v2 after which time passed: enough to go as far as it may. */
export async function updating(
  { update = withCanary, allocation = { Size: 4 }, options = {} }: Updated = {},
  forMs = 60_000,
): Promise<World> {
  const world = await openWorld(options);
  await world.commit(groupOf(allocation, "v1", update));
  await world.clock.advance(60_000);
  await world.commit(groupOf(allocation, "v2", update));
  await world.clock.advance(forMs);
  return world;
}

/** Ends instances behind everybody's back, and lets time pass. */
export function kill(...ids: readonly string[]): (world: World) => Promise<void> {
  return async ({ clock, instances }) => {
    for (const id of ids) instances.kill(id);
    await clock.advance(60_000);
  };
}
