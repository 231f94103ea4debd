import type { Health } from "@infrakit/spi/data";
import type { Event } from "./event.ts";
import type { Member, Observed } from "./observed.ts";

/**
 * What is known of the instances after an event. A describe replaces what was known before, a failed one
 * makes it unknown; health stays with the instances that are still listed.
 */
export function observedAfter(observed: Observed, event: Event): Observed {
  switch (event.kind) {
    case "described": {
      const { sentAt, members } = event;
      return { kind: "known", sentAt, members, health: healthAmong(members, observed) };
    }
    case "describe-failed":
      return { kind: "unknown", reason: event.reason };
    case "told-to-destroy":
      // Only lists that are asked for from now on tell whether the group is gone.
      return { kind: "unknown", reason: "the group is destroyed, asking what is left" };
    case "health-answered": {
      if (observed.kind === "unknown") return observed;
      const health = new Map(observed.health);
      for (const [id, answer] of event.answers) health.set(id, answer);
      return { ...observed, health };
    }
    default:
      return observed;
  }
}

function healthAmong(members: readonly Member[], before: Observed): ReadonlyMap<string, Health> {
  const health = new Map<string, Health>();
  if (before.kind === "unknown") return health;
  for (const { id } of members) {
    const known = before.health.get(id);
    if (known !== undefined) health.set(id, known);
  }
  return health;
}
