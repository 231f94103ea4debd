import type { Happening, WorldView } from "./happening.ts";
import { namesakesOf } from "./namesakes.ts";

/** Nobody is replaced for its health who was not called unhealthy for long enough, without a break. */
export function healingWaits(happening: Happening, world: WorldView): string | null {
  if (!isHealing(happening, world) || world.healing.mayHeal(happening.id)) return null;
  return `destroys ${happening.id}, which was not ill for long enough`;
}

/** No more are away for their health than may be at once. */
export function fewAreHealedAtOnce(happening: Happening, world: WorldView): string | null {
  const { healing, setting } = world;
  if (!isHealing(happening, world) || healing.away < setting.healsAtOnce) return null;
  return `destroys ${happening.id} while ${healing.away} are away for their health`;
}

/** Nobody is replaced for its health while nobody is known to be healthy, or too many turned at about the same time. */
export function healingFreezes(happening: Happening, world: WorldView): string | null {
  if (!isHealing(happening, world) || !world.healing.isDark) return null;
  return `destroys ${happening.id} while the observer is to be suspected`;
}

/** Members that failed are kept as evidence while there are no more of them than are to be kept. */
export function evidenceIsKept(happening: Happening, world: WorldView): string | null {
  const { keepFailed } = world.setting;
  const [wanted] = world.wanted;
  if (keepFailed === 0 || wanted?.kind !== "kept" || !mayBeHealing(happening, world)) return null;
  // Whoever comes too late, after a jump of the clock, leaves another one too many.
  if (world.excused > 0) return null;
  const { failed } = world.healing;
  if (!failed.has(happening.id)) return null;
  const { own: group } = world;
  const evidence = group.filter(({ id }) => failed.has(id)).length;
  const isSurplus = evidence > keepFailed || group.length - evidence > wanted.size;
  return isSurplus ? null : `destroys ${happening.id}, one of ${evidence} that should be kept`;
}

type Destroy = Extract<Happening, { kind: "destroys" }>;

/** Whether a member goes that nobody has told to go, that no update replaces, and that is none too many. */
export function isHealing(happening: Happening, world: WorldView): happening is Destroy {
  const [wanted] = world.wanted;
  if (world.setting.keepFailed > 0 || wanted?.kind !== "kept" || !mayBeHealing(happening, world))
    return false;
  return world.knowledge.mostListed <= wanted.size;
}

function mayBeHealing(happening: Happening, world: WorldView): happening is Destroy {
  if (happening.kind !== "destroys" || happening.reason !== "terminate") return false;
  if (!world.isClear || !world.alive.has(happening.id) || hasTwin(happening.id, world)) return false;
  return !world.burden.isToldToGo(happening.id);
}

/** Of two under one logical id one is too many, however many others are missing. */
function hasTwin(id: string, { alive, own }: WorldView): boolean {
  const instance = alive.get(id);
  return instance !== undefined && namesakesOf(instance, own).length > 1;
}
