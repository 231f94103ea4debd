import { type Codec, duration, member, nullable, object, unsigned } from "@infrakit/spi/document";
import { type Amount, amount, withDefault } from "./amount.ts";

/** When members are replaced for their health. */
export interface HealingProperties {
  /** How long a member must have been unhealthy, in milliseconds. */
  readonly afterMs: number;
  /** How many may be away for their health at once. */
  readonly maxAtOnce: number;
  /** If more than so many are not known to be healthy, none is replaced; `null`: always. */
  readonly freezeAbove: Amount | null;
}

/** How members are healed if nothing is said. */
export const defaultHealing: HealingProperties = { afterMs: 30_000, maxAtOnce: 1, freezeAbove: "50%" };

const omitZero = { omitZero: true };

const given: Codec<HealingProperties> = object<HealingProperties>({
  afterMs: member("After", withDefault(duration, defaultHealing.afterMs), omitZero),
  maxAtOnce: member("MaxAtOnce", withDefault(unsigned, defaultHealing.maxAtOnce), omitZero),
  freezeAbove: member("FreezeAbove", orNever(amount, defaultHealing.freezeAbove), omitZero),
});

/** `Healing` as it is written: absent is the default, `null` is none. */
export const healing: Codec<HealingProperties | null> = orNever(given, defaultHealing);

/** Absent is the usual value, and `null`, other than elsewhere, is `null`. */
function orNever<T>(codec: Codec<T>, usual: T | null): Codec<T | null> {
  return {
    ...nullable(codec),
    zero: usual,
    decode: (parent, key, source) => (parent[key] === null ? null : codec.decode(parent, key, source)),
  };
}

/** Refuses what cannot work. @throws Error that says which member is at fault. */
export function refuseImpossibleHealing(healingOrNone: HealingProperties | null): void {
  if (healingOrNone === null || healingOrNone.maxAtOnce > 0) return;
  throw new Error("Invalid properties: Healing.MaxAtOnce: must not be 0; for no healing give Healing null");
}
