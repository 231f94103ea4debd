import { compareBytes } from "./compare-bytes.ts";
import type { ActiveControl, Latest } from "./report.ts";
import { laterTime } from "./time.ts";

type ActiveControls = ReadonlyMap<string, ActiveControl>;

/** The fact that lists, since 1.13, the controls that can be used: `a;b`. */
export const activeControlsKey = "active_controls";

/** Between ids in that list. */
export const separator = ";";

/**
 * The list of 1.13 that says the same, `undefined` of a node without controls. Its time is the newest of all, so that
 * a control that just died is gone at once. An id with a semicolon cannot be listed.
 */
export function listControls(controls: ActiveControls): Latest | undefined {
  if (controls.size === 0) return undefined;
  const ids = [...controls]
    .filter(([id, { isDead }]) => !isDead && !id.includes(separator))
    .map(([id]) => id);
  return { timestamp: newestTime(controls), value: ids.sort(compareBytes).join(separator) };
}

function newestTime(controls: ActiveControls): string {
  return Array.from(controls.values(), (control) => control.timestamp).reduce(laterTime);
}

/**
 * The id of a control that no topology has, and that nobody is shown.
 *
 * Since 1.13, Scope makes its list of those controls of `latestControls` that live, at the time of the newest of them.
 * If none lives that is year 1, and the list of before, being newer, stays in view for 15 seconds. This one lives then,
 * at the right time, and makes the list an empty one; releases before 1.13 have nothing to show of it.
 */
const timeCarrier = "";

/** The controls with a time carrier, if all of them are dead. */
export function withTimeCarrier(controls: ActiveControls): ActiveControls {
  if (controls.size === 0 || !areDead(controls)) return controls;
  return new Map([...controls, [timeCarrier, { timestamp: newestTime(controls), isDead: false }]]);
}

/** The controls that such a list is of. */
export function withoutTimeCarrier(controls: ActiveControls): ActiveControls {
  if (controls.size === 1 || controls.get(timeCarrier)?.isDead !== false) return controls;
  const others = new Map(controls);
  others.delete(timeCarrier);
  return areDead(others) ? others : controls;
}

function areDead(controls: ActiveControls): boolean {
  return [...controls.values()].every(({ isDead }) => isDead);
}
