import { type Desired, desiredSize } from "./desired.ts";
import type { Member } from "./observed.ts";
import { isCurrent } from "./victims.ts";

/**
 * InfraKit's sentence on what a commit does, counted as InfraKit counts: the size against the size of the
 * last commit, not against what is there, and "1 instances". The true plan is told slot by slot beside it.
 */
export function commitDetails(next: Desired, committed: Desired | null, members: readonly Member[]): string {
  const size = desiredSize(next);
  if (committed === null) return `Managing ${size} instances`;
  const change = size - desiredSize(committed);
  const matching = members.filter((member) => isCurrent(next, member)).length;
  const outdated = members.length - matching;
  if (change < 0) {
    const rolled = Math.max(0, size - matching);
    const first = `Terminating ${-change} instances to reduce the group size to ${size}`;
    // Those that are missing are counted as well: they will be made with the new properties.
    return rolled > 0 ? `${first}, then performing a rolling update on ${rolled} instances` : first;
  }
  if (change > 0) {
    const growth = `dding ${change} instances to increase the group size to ${size}`;
    return outdated > 0
      ? `Performing a rolling update on ${outdated} instances, then a${growth}`
      : `A${growth}`;
  }
  return outdated > 0 ? `Performing a rolling update on ${outdated} instances` : "Noop";
}
