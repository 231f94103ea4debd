import type { Event } from "./event.ts";
import type { Observed } from "./observed.ts";

/**
 * What is known of the instances after an event. A describe replaces what was known before, a failed one
 * makes it unknown; health stays with the instances that are still listed.
 */
export function observedAfter(observed: Observed, event: Event): Observed {
  switch (event.kind) {
    case "described": {
      const before = observed.kind === "known" ? observed.health : new Map();
      const listed = event.members.filter(({ id }) => before.has(id));
      const health = new Map(listed.map(({ id }) => [id, before.get(id) ?? "unknown"]));
      return { kind: "known", sentAt: event.sentAt, members: event.members, health };
    }
    case "describe-failed":
      return { kind: "unknown", reason: event.reason };
    case "told-to-destroy":
      // Only lists that are asked for from now on tell whether the group is gone.
      return { kind: "unknown", reason: "the group is destroyed, asking what is left" };
    case "health-answered":
      if (observed.kind === "unknown") return observed;
      return { ...observed, health: new Map([...observed.health, ...event.answers]) };
    default:
      return observed;
  }
}
