import type { InstanceDescription } from "@infrakit/spi/data";

/** Instances whose health is asked for: `i-1`, `i-2`, … */
export function instancesOf(count: number): readonly InstanceDescription[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `i-${n + 1}`,
    logicalId: null,
    tags: {},
    properties: null,
  }));
}

/** Healthy ones are asked every 10 s, and none is watched more closely. */
export const attention = { intervalMs: 10_000, watchMs: 0 };
