import type { GroupSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import type { Setting } from "./history.ts";

/** The most groups that a simulated world can have. */
export const mostGroups = 3;

/** The ids of the groups of a simulated world. */
export function groupIds({ groups }: Pick<Setting, "groups">): readonly [string, ...string[]] {
  return ["g", ...["h", "k"].slice(0, groups - 1)];
}

/** The name of the instance plugin and of the flavor of a simulated world. */
export const simulatedPlugin = "simulated";

/** What an operator may have made of the group. */
export type Wanted =
  | { readonly kind: "kept"; readonly version: string; readonly size: number }
  | { readonly kind: "destroyed" }
  /** Never committed, or freed. */
  | { readonly kind: "absent" };

/** The spec of a group as an operator writes it. Its flavor is told whose instances it is shown. */
export function formatSpec(
  group: string,
  setting: Setting,
  { version, size }: { readonly version: string; readonly size: number },
): GroupSpec {
  const { logicalIds, maxSurge, maxUnavailable, minHealthyMs } = setting;
  return {
    id: group,
    properties: RawJson.fromValue({
      Instance: { Plugin: simulatedPlugin, Properties: { version } },
      Flavor: { Plugin: simulatedPlugin, Properties: { group } },
      Allocation: logicalIds.length > 0 ? { LogicalIDs: logicalIds } : { Size: size },
      Updating: {
        Duration: `${minHealthyMs}ms`,
        MaxUnavailable: maxUnavailable,
        ...(maxSurge === 0 ? {} : { MaxSurge: maxSurge }),
        OnFailure: setting.onFailure,
        ProgressDeadline: setting.progressDeadlineMs === null ? null : `${setting.progressDeadlineMs}ms`,
        Canary: setting.canary,
        MaxFailureRatio: setting.maxFailureRatio,
        SkipBeforeInstanceDestroy: setting.skipsDrain ? "drain" : null,
      },
      Healing: formatHealing(setting),
      Limits: {
        QuickFailure: `${setting.quickFailureMs}ms`,
        FirstBackoff: `${setting.firstBackoffMs}ms`,
        MaxBackoff: `${setting.maxBackoffMs}ms`,
        StalledAfter: setting.stalledAfter,
        CreateDeadline: `${setting.createDeadlineMs}ms`,
        KeepFailed: setting.keepFailed,
        MaxInstances: setting.maxInstances,
      },
    }),
  };
}

function formatHealing({ healAfterMs, healsAtOnce, freezeAbove }: Setting): object | null {
  if (healAfterMs === null) return null;
  return { After: `${healAfterMs}ms`, MaxAtOnce: healsAtOnce, FreezeAbove: freezeAbove };
}

/** A spec as a simulation writes it, or as a controller tells it again. */
interface SpecDocument {
  readonly Instance: { readonly Properties: { readonly version: string } };
  readonly Allocation: { readonly Size?: number; readonly LogicalIDs?: readonly string[] | null };
}

/** What a spec wants, read as far as a simulation writes it. @throws if it is another's. */
export function parseSpec({ id, properties }: GroupSpec): Extract<Wanted, { kind: "kept" }> {
  if (properties === null) throw new Error(`Cannot read the spec of group "${id}": it has no properties`);
  const { Instance, Allocation } = properties.parse() as SpecDocument;
  const named = Allocation.LogicalIDs?.length ?? 0;
  const size = named > 0 ? named : (Allocation.Size ?? 0);
  return { kind: "kept", version: Instance.Properties.version, size };
}

/** The version that an instance was made from. */
export function versionOf(properties: RawJson | null): string {
  return (properties?.parse() as { readonly version?: string } | undefined)?.version ?? "";
}

/** The group whose flavor is asked. */
export function groupOfFlavor(properties: RawJson | null): string {
  return (properties?.parse() as { readonly group?: string } | undefined)?.group ?? "";
}

/** The most instances that may be there: what an update makes beyond the size, and evidence with one that makes room. */
export function mostOf({ size }: Extract<Wanted, { kind: "kept" }>, setting: Setting): number {
  const { keepFailed } = setting;
  return size + budgetOf(size, setting).surge + (keepFailed > 0 ? keepFailed + 1 : 0);
}

/** How many an update of so many may make beyond them, and how many it may take away: one at least, if it makes none. */
export function budgetOf(
  size: number,
  { maxSurge, maxUnavailable }: Pick<Setting, "maxSurge" | "maxUnavailable">,
): { readonly surge: number; readonly unavailable: number } {
  const surge = Math.ceil(amountOf(maxSurge, size));
  const unavailable = Math.floor(amountOf(maxUnavailable, size));
  return { surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable };
}

/** How many of so many an amount is: a number, or a percentage such as `"50%"`. */
export function amountOf(amount: number | string, size: number): number {
  return typeof amount === "number" ? amount : (Number.parseInt(amount, 10) * size) / 100;
}

export function isSameWanted(a: Wanted, b: Wanted): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
