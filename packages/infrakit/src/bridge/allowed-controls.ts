import { closestName } from "@infrakit/spi/document";

/** What can be done through Scope: to a group, or to one of its instances. */
export const bridgeControls = [
  "scale-up",
  "scale-down",
  "pause",
  "resume",
  "rollback",
  "drain",
  "replace",
] as const;

export type BridgeControl = (typeof bridgeControls)[number];

/** Which controls an operator has allowed, by group. What is not in it is off. */
export type AllowedControls = ReadonlyMap<string, ReadonlySet<BridgeControl>>;

/**
 * Reads what an operator allows: `web:scale-up,scale-down`, one text for a group, or several. There is no way to say
 * "all": whoever can reach the page can press what is named here.
 *
 * @throws Error that names the text and what is wrong with it.
 */
export function parseAllowedControls(texts: readonly string[]): AllowedControls {
  const allowed = new Map<string, Set<BridgeControl>>();
  for (const text of texts) {
    const end = text.lastIndexOf(":");
    const group = text.slice(0, end);
    if (end < 1)
      throw new Error(`Cannot allow "${text}": write a group and its controls, such as web:scale-up,pause`);
    const names = text.slice(end + 1).split(",");
    const controls = allowed.get(group) ?? new Set();
    for (const name of names) controls.add(checkControl(name, text));
    allowed.set(group, controls);
  }
  return allowed;
}

function checkControl(name: string, text: string): BridgeControl {
  const known = bridgeControls.find((control) => control === name);
  if (known !== undefined) return known;
  const closest = closestName(name, bridgeControls);
  const advice =
    closest === undefined ? `there are ${bridgeControls.join(", ")}` : `did you mean "${closest}"?`;
  throw new Error(`Cannot allow "${text}": there is no control "${name}"; ${advice}`);
}
