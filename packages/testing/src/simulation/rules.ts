import { findSlotTag } from "@infrakit/spi/data";
import type { Honesty } from "./draw-history.ts";
import type { Happening, WorldView } from "./happening.ts";
import { namesakesOf } from "./namesakes.ts";
import { evidenceIsKept, fewAreHealedAtOnce, healingFreezes, healingWaits } from "./rules-of-healing.ts";
import {
  canariesGoFirst,
  failedUpdatesStop,
  refusalsAreHeard,
  rollbacksEnd,
  updatesDrain,
  updatesFailForAReason,
  updatesSpreadNoFurther,
} from "./rules-of-updates.ts";
import { isProtected } from "./simulated-instances.ts";
import { isSameWanted, versionOf } from "./wanted.ts";

/** What must hold whenever something happens. */
export interface Rule {
  readonly name: string;
  /** `lies`: it holds even if plugins lie. */
  readonly holdsUnder: Honesty;
  /** What is wrong; `null` if nothing is. */
  readonly check: (happening: Happening, world: WorldView) => string | null;
}

/** More creations without fruit than this in a minute are a storm: pauses between them allow for ten or so … */
const mostFruitless = 20;

/** … and for so many in each slot if nothing is refused, and what is made is never listed. */
const mostFruitlessInSlot = 6;

/** A group never has more instances than were wanted, and the surge of an update, but for one for each lie. */
export function neverTooMany(happening: Happening, world: WorldView): string | null {
  if (happening.kind !== "instance is born") return null;
  const count = world.own.length;
  const most = world.most + world.excused;
  return count > most ? `${count} instances where at most ${most} were wanted` : null;
}

/** A group never has more instances than it may, but for one for each lie, and for evidence with one that makes room. */
export function mostInstancesIsKept(happening: Happening, world: WorldView): string | null {
  const { maxInstances, keepFailed } = world.setting;
  if (happening.kind !== "instance is born" || maxInstances === null) return null;
  const count = world.own.length;
  const most = maxInstances + world.excused + (keepFailed > 0 ? keepFailed + 1 : 0);
  return count > most ? `${count} instances where there may be ${most}` : null;
}

/** No two instances live under one logical id. */
export function noTwins(happening: Happening, world: WorldView): string | null {
  if (happening.kind !== "instance is born") return null;
  const twins = namesakesOf(happening.instance, world.own).length;
  return twins > 1 + world.excused ? `${twins} instances of "${happening.instance.logicalId}"` : null;
}

/** Nothing is made or ended while nothing is known, or when everything is suddenly gone. */
export function unknownIsNotEmpty(happening: Happening, { knowledge }: WorldView): string | null {
  const isStep = happening.kind === "creates" || happening.kind === "destroys";
  return isStep && knowledge.isFrozen ? `${happening.kind} although no list can be relied on` : null;
}

/** Nothing is made while the group's own lists show as many as there may be: lists of everybody decide nothing. */
export function listsAreBelieved(happening: Happening, world: WorldView): string | null {
  if (happening.kind !== "creates") return null;
  const listed = [...world.knowledge.sure].filter((id) => !world.burden.isToldToGo(id)).length;
  const most = world.most + world.excused;
  return most > 0 && listed >= most ? `creates one more although ${listed} are listed` : null;
}

/** Only what a list called a member is drained, destroyed or labelled. */
export function onlyMembersGo(happening: Happening, { knowledge }: WorldView): string | null {
  const id = touched(happening);
  return id === null || knowledge.mayTouch(id) ? null : `${happening.kind} ${id}, which is not listed`;
}

/** An instance that never had the group's tag is never touched. */
export function strangersStay(happening: Happening, { alive }: WorldView): string | null {
  const instance = alive.get(touched(happening) ?? "");
  if (instance === undefined || instance.group !== null) return null;
  return `${happening.kind} ${instance.id}, which is a stranger's`;
}

/** What is begun with an instance is begun for its own group, whatever any list says. */
export function othersStay(happening: Happening, world: WorldView): string | null {
  const id = touched(happening);
  if (id === null) return null;
  const by =
    happening.kind === "drains" && happening.group !== world.id ? happening.group : world.namedBy(id);
  return by === null ? null : `${happening.kind} ${id} for group "${by}"`;
}

/** A protected instance is never destroyed. */
export function protectedStay(happening: Happening, { alive }: WorldView): string | null {
  if (happening.kind !== "destroys") return null;
  const instance = alive.get(happening.id);
  return instance !== undefined && isProtected(instance) ? `destroys ${instance.id}` : null;
}

/**
 * The instance that the controller runs on is not destroyed in an update. When its group is destroyed it goes when all
 * others are gone, but for one that an operator has told to go before.
 */
export function selfGoesLast(happening: Happening, world: WorldView): string | null {
  const { self } = world.setting;
  if (happening.kind !== "destroys" || self === null) return null;
  if (world.alive.get(happening.id)?.logicalId !== self) return null;
  if (happening.reason === "rolling_update") return "an update destroys it";
  if (world.burden.isToldToGo(happening.id)) return null;
  if (world.wanted.some(({ kind }) => kind !== "destroyed")) return null;
  const others = world.own.filter(({ id }) => id !== happening.id);
  return others.length > 0 ? `${others.length} others are left` : null;
}

/** An update takes no more away than it may before those that it has replaced are healthy for long enough. */
export function updatesWaitForHealth(happening: Happening, world: WorldView): string | null {
  if (happening.kind !== "destroys" || happening.reason !== "rolling_update" || world.burden.mayReplace > 0)
    return null;
  // Who is gone already, whatever his plugin says, is not taken away, nor who is only told again.
  if (!world.alive.has(happening.id) || world.burden.isUnheard(happening.id)) return null;
  return `replaces ${happening.id} before others are healthy long enough`;
}

/** An update that was told to wait replaces nothing. */
export function pausesAreKept(happening: Happening, { pause }: WorldView): string | null {
  const isReplacement = happening.kind === "destroys" && happening.reason === "rolling_update";
  return isReplacement && pause.isKept ? `replaces ${happening.id} although it was told to wait` : null;
}

/** No more creations and destroys are under way than may be. */
export function fewStepsAtOnce(
  happening: Happening,
  { flight, setting: { maxParallel } }: WorldView,
): string | null {
  if (maxParallel === 0 || !flight.isStep(happening)) return null;
  const count = Math.max(flight.count, happening.kind === "creates" ? flight.creations : 0);
  return count <= maxParallel ? null : `${happening.kind} while ${count - 1} steps are under way`;
}

/** What is begun can be found in the journal: a creation by its token, a destroy by the instance's id. */
export function intentsAreSaved(happening: Happening, { savedText }: WorldView): string | null {
  if (happening.kind === "creates") {
    const token = findSlotTag(happening.tags)?.token;
    if (token === undefined) return "creates an instance without a token";
    return savedText.includes(`"${token}"`) ? null : `creates ${token}, which is not saved`;
  }
  if (happening.kind !== "destroys" || savedText.includes(JSON.stringify(happening.id))) return null;
  return `destroys ${happening.id}, which is not saved`;
}

/**
 * Whoever was succeeded while it slept only ends what it had saved, and begins nothing more. That an update drains the
 * instance that it runs on is saved when that is done, and does no harm twice.
 */
export function theSucceededEnd(happening: Happening): string | null {
  if (happening.kind !== "goes on") return null;
  const { step, legacy } = happening;
  const { saved, drains } = legacy;
  if (step.kind === "drains" && step.id === drains) return null;
  const name = step.kind === "creates" ? (findSlotTag(step.tags)?.token ?? "") : touched(step);
  return name === null || saved.includes(JSON.stringify(name))
    ? null
    : `${step.kind} ${name} after it was succeeded`;
}

/** Creations that are refused, or never listed, are not tried again and again. */
export function retriesAreBounded(happening: Happening, { fruitless, most }: WorldView): string | null {
  if (happening.kind !== "creates" || fruitless.count < mostFruitless + most * mostFruitlessInSlot)
    return null;
  return `one more creation after ${fruitless.count} without fruit within a minute`;
}

/** A group that was destroyed is forgotten when nothing of it is left, and not before. */
export function goneWhenNothingIsLeft(happening: Happening, world: WorldView): string | null {
  if (happening.kind !== "forgets") return null;
  const left = world.own.length;
  return left > world.excused ? `forgotten with ${left} instances left` : null;
}

/** Nothing is asked about, made or ended for a group that was freed or is gone. */
export function forgottenIsLeftAlone(happening: Happening, { isForgotten }: WorldView): string | null {
  const isCall = touched(happening) !== null || happening.kind === "creates" || happening.kind === "asks";
  return isCall && isForgotten ? `${happening.kind} for a group that it has let go` : null;
}

/** A word that was taken outlives the controller. */
export function wordsAreKept(happening: Happening, { wanted, setting }: WorldView): string | null {
  if (happening.kind !== "remembers") return null;
  const { wanted: remembered } = happening;
  const mayGoBack = setting.onFailure === "rollback";
  const version = remembered?.kind === "kept" ? remembered.version : "";
  const isKept =
    remembered === null
      ? wanted.some(({ kind }) => kind !== "kept")
      : wanted.some(
          (each) =>
            each.kind === "destroyed" ||
            isSameWanted(mayGoBack && each.kind === "kept" ? { ...each, version } : each, remembered),
        );
  return isKept ? null : `remembers ${JSON.stringify(remembered)} instead of ${JSON.stringify(wanted)}`;
}

/** Whoever is told that a group has converged sees as many instances as are wanted, all of the version. */
export function convergedIsTrue(
  happening: Happening,
  { wanted: [wanted], setting }: WorldView,
): string | null {
  if (happening.kind !== "says" || !happening.description.converged || wanted?.kind !== "kept") return null;
  const { status } = happening.description;
  const failed = new Set(
    status?.slots.filter(({ state }) => state === "failed").map(({ instance }) => instance),
  );
  // What is kept as evidence counts for nothing.
  const instances = happening.description.instances.filter(({ id }) => !failed.has(id));
  if (instances.length !== wanted.size) {
    return `says that it has converged with ${instances.length} of ${wanted.size}`;
  }
  // The one that the controller runs on is drained, and somebody else replaces it.
  const others = instances.filter(({ logicalId }) => logicalId === null || logicalId !== setting.self);
  const outdated = others.filter(({ properties }) => versionOf(properties) !== wanted.version);
  return outdated.length === 0 ? null : `says that it has converged with ${outdated.length} outdated`;
}

/** All rules of a history. What must hold at its end is told apart: it is no happening. */
export const rules: readonly Rule[] = [
  { name: "never too many", holdsUnder: "lies", check: neverTooMany },
  { name: "the most is kept", holdsUnder: "lies", check: mostInstancesIsKept },
  { name: "no twins", holdsUnder: "lies", check: noTwins },
  { name: "unknown is not empty", holdsUnder: "lies", check: unknownIsNotEmpty },
  { name: "lists are believed", holdsUnder: "lies", check: listsAreBelieved },
  { name: "only members go", holdsUnder: "lies", check: onlyMembersGo },
  { name: "strangers stay", holdsUnder: "lies", check: strangersStay },
  { name: "others stay", holdsUnder: "lies", check: othersStay },
  { name: "protected ones stay", holdsUnder: "lies", check: protectedStay },
  { name: "self goes last", holdsUnder: "honest", check: selfGoesLast },
  { name: "updates wait for health", holdsUnder: "honest", check: updatesWaitForHealth },
  { name: "canaries go first", holdsUnder: "honest", check: canariesGoFirst },
  { name: "updates spread no further", holdsUnder: "honest", check: updatesSpreadNoFurther },
  { name: "rollbacks end", holdsUnder: "lies", check: rollbacksEnd },
  { name: "healing waits", holdsUnder: "honest", check: healingWaits },
  { name: "few are healed at once", holdsUnder: "honest", check: fewAreHealedAtOnce },
  { name: "healing freezes", holdsUnder: "honest", check: healingFreezes },
  { name: "evidence is kept", holdsUnder: "honest", check: evidenceIsKept },
  { name: "updates drain", holdsUnder: "lies", check: updatesDrain },
  { name: "failed updates stop", holdsUnder: "honest", check: failedUpdatesStop },
  { name: "updates fail for a reason", holdsUnder: "honest", check: updatesFailForAReason },
  { name: "few steps at once", holdsUnder: "lies", check: fewStepsAtOnce },
  { name: "pauses are kept", holdsUnder: "lies", check: pausesAreKept },
  { name: "intents are saved", holdsUnder: "lies", check: intentsAreSaved },
  { name: "the succeeded end", holdsUnder: "lies", check: theSucceededEnd },
  { name: "retries are bounded", holdsUnder: "lies", check: retriesAreBounded },
  { name: "refusals are heard", holdsUnder: "lies", check: refusalsAreHeard },
  { name: "gone when nothing is left", holdsUnder: "lies", check: goneWhenNothingIsLeft },
  { name: "forgotten is left alone", holdsUnder: "lies", check: forgottenIsLeftAlone },
  { name: "words are kept", holdsUnder: "lies", check: wordsAreKept },
  { name: "converged is true", holdsUnder: "honest", check: convergedIsTrue },
];

/** The instance that a call is about. */
function touched(happening: Happening): string | null {
  const isTouch = happening.kind === "destroys" || happening.kind === "drains" || happening.kind === "labels";
  return isTouch ? happening.id : null;
}
