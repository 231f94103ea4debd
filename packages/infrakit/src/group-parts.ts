import type { HealingProperties, LimitsProperties, PluginSpec, Updating } from "@infrakit/group";
import { type Members, refuseUnmeant } from "./refuse-unmeant.ts";

/** What a group is made of, as a program gives it. */
interface GivenParts {
  readonly instance: PluginSpec;
  readonly flavor?: PluginSpec;
  readonly updating?: Partial<Updating>;
  readonly healing?: Partial<HealingProperties> | null;
  readonly limits?: Partial<LimitsProperties>;
}

const pluginSpec: Members<PluginSpec> = { plugin: "value", properties: "value or null" };

const updating: Members<Updating> = {
  durationMs: "value",
  count: "value",
  skipBeforeInstanceDestroy: "value or null",
  maxSurge: "value",
  maxUnavailable: "value",
  minHealthyMs: "value",
  progressDeadlineMs: "value or null",
  maxFailureRatio: "value",
  onFailure: "value",
  canary: "value",
};

const healing: Members<HealingProperties> = {
  afterMs: "value",
  maxAtOnce: "value",
  freezeAbove: "value or null",
};

const limits: Members<LimitsProperties> = {
  quickFailureMs: "value",
  firstBackoffMs: "value",
  maxBackoffMs: "value",
  stalledAfter: "value",
  createDeadlineMs: "value or null",
  maxInstances: "value or null",
  keepFailed: "value",
};

/** Refuses parts that cannot be meant as they are given. @throws Error of `cannot`, the member and what is wrong with it. */
export function refuseUnmeantParts(cannot: string, parts: GivenParts): void {
  refuseUnmeant(`${cannot}: instance`, parts.instance, pluginSpec);
  refuseUnmeant(`${cannot}: flavor`, parts.flavor, pluginSpec);
  refuseUnmeant(`${cannot}: updating`, parts.updating, updating);
  refuseUnmeant(`${cannot}: healing`, parts.healing, healing);
  refuseUnmeant(`${cannot}: limits`, parts.limits, limits);
}
