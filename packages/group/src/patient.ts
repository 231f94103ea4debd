import type { InstanceDescription } from "@infrakit/spi/data";
import type { HealthAnswer } from "./observe.ts";

/** What is known of one instance that is asked. */
export interface Patient {
  instance: InstanceDescription;
  /** `null` before the first answer. */
  answer: HealthAnswer | null;
  healthySince: number;
  dueAt: number;
  /** Whether it has its own moment in the interval. */
  isSpread: boolean;
  /** Whether it is listed no more. */
  isGone: boolean;
}

/** It is asked as soon as there is a place. */
export function newPatient(instance: InstanceDescription): Patient {
  return { instance, answer: null, healthySince: 0, dueAt: -Infinity, isSpread: false, isGone: false };
}

export function isDue(patient: Patient | undefined, now: number): patient is Patient {
  return patient !== undefined && patient.dueAt <= now;
}

/**
 * Where in a queue, the next one last, somebody stands who is due then: behind all who are due by then. Most are due
 * after all others.
 */
export function placeOf(dueAt: number, queue: readonly Patient[]): number {
  let [from, to] = [0, queue.length];
  for (let at = 0; from < to; at = (from + to) >> 1) {
    const isLater = (queue[at]?.dueAt ?? -Infinity) > dueAt;
    if (isLater) from = at + 1;
    else to = at;
  }
  return from;
}
