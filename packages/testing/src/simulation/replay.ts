import { troubleMs } from "./draw-history.ts";
import { createSeams } from "./create-seams.ts";
import { disturb } from "./disturb.ts";
import { comeToRest, endFaults, finish, type Operators, play } from "./finale.ts";
import type { History } from "./history.ts";
import { Operator } from "./operator.ts";
import { type Rule, rules as allRules } from "./rules.ts";
import type { OpenController } from "./seams.ts";
import { World } from "./world.ts";

/** A journal is read within this time. */
const openWithinMs = 100;

/** What a history showed. */
export interface Outcome {
  /** Which rules were broken, and how; empty if none. */
  readonly violations: readonly string[];
  /** How often each call was made. */
  readonly calls: ReadonlyMap<string, number>;
  /** How often each fault, lie and doing of an operator was met. */
  readonly faults: ReadonlyMap<string, number>;
}

/** Runs a history with the given controller: the same history, the same outcome. */
export async function replay(
  history: History,
  open: OpenController,
  rules: readonly Rule[] = allRules,
): Promise<Outcome> {
  const world = new World(history, (each, life) => open(createSeams(each, life)), rules);
  const [first, ...others] = world.groups;
  const operators: Operators = [new Operator(first), ...others.map((group) => new Operator(group))];
  world.open();
  await play(world, world.now + openWithinMs);
  void operators[0].commit("v1", history.setting.size);
  let playedMs = 0;
  for (const act of history.acts) {
    await play(world, world.now + act.at - playedMs);
    playedMs = act.at;
    disturb(world, act);
    operators[act.group ?? 0]?.act(act);
    await world.clock.settle();
    await world.settled();
  }
  await play(world, world.now + troubleMs - playedMs);
  endFaults(world);
  if (await comeToRest(world, operators)) await finish(world, operators);
  return { violations: [...world.violations], calls: world.calls.counts, faults: world.calls.faults };
}
