import type { GroupPlan } from "@infrakit/spi/data";
import type { GroupWorld } from "./group-world.ts";
import type { Happening } from "./happening.ts";
import type { Operator } from "./operator.ts";
import { formatSpec } from "./wanted.ts";
import type { World } from "./world.ts";

/** A group must be at rest so long after the last fault: a step without an answer takes ten minutes to be given up. */
const restWithinMs = 2_400_000;

/** How long nothing may happen for a group to be at rest: several times the interval of looks. */
const quietMs = 35_000;

/** How often an operator asks how the group does. */
const askEveryMs = 5000;

/** How long a question may take. */
const answerWithinMs = 120_000;

/** How often an operator helps a group on that has given up. */
const helpEveryMs = 120_000;

/** One for each group; the first one has the last word. */
export type Operators = readonly [Operator, ...Operator[]];

/** Lets everything happen up to a time. */
export async function play(world: World, end: number): Promise<void> {
  while (await world.clock.step(end)) await world.settled();
}

/** Nothing fails, dies or lies any more. */
export function endFaults(world: World): void {
  world.life.spare();
  world.endPredecessors();
  world.calls.endFaults();
  world.instances.endFaults();
}

/** Goes on until all groups are what they are meant to be. That one never is breaks a rule. */
export async function comeToRest(world: World, operators: readonly Operator[]): Promise<boolean> {
  const end = world.now + restWithinMs;
  let helpAt = world.now + 1000;
  let restless = operators;
  while (world.now < end && restless.length > 0) {
    await play(world, world.now + askEveryMs);
    if (world.now >= helpAt) {
      helpAt = world.now + helpEveryMs;
      for (const operator of operators) void operator.help();
    }
    restless = await restlessOf(world, operators);
  }
  for (const { group } of restless)
    group.violate("comes to rest", unrestOf(group) ?? "does not say that it has converged");
  return restless.length === 0;
}

/** Those whose groups are not what they are meant to be, or do not say so; told one by one. */
async function restlessOf(world: World, operators: readonly Operator[]): Promise<readonly Operator[]> {
  const restless = operators.filter(({ group }) => unrestOf(group) !== null);
  if (restless.length > 0) return restless;
  for (const operator of operators) if (!(await isDone(world, operator))) return [operator];
  return [];
}

/** Why a group is not what it is meant to be; `null` if it is. */
function unrestOf(group: GroupWorld): string | null {
  const [wanted, ...others] = group.wanted;
  if (wanted === undefined || others.length > 0 || group.purpose.commands > 0)
    return "nobody knows what is wanted";
  if (group.world.calls.creating(group.id) > 0) return "creations are under way";
  if (wanted.kind === "absent") return null;
  const members = group.members();
  if (wanted.kind === "destroyed") {
    const left = members.filter(({ isOurs }) => isOurs).length;
    return left > group.excused ? `${left} instances are left` : null;
  }
  if (members.length !== wanted.size) return `${members.length} instances instead of ${wanted.size}`;
  const { self } = group.setting;
  const updatable = members.filter(({ logicalId }) => logicalId === null || logicalId !== self);
  const outdated = updatable.filter(({ version }) => version !== wanted.version);
  return outdated.length > 0 ? `${outdated.length} outdated instances` : null;
}

/** Whether the controller says so too. */
async function isDone(world: World, operator: Operator): Promise<boolean> {
  const { controller } = world;
  const { group } = operator;
  if (controller === undefined) return false;
  if (group.wanted[0]?.kind === "kept") return await inTime(world, operator.describe());
  const specs = await controller.inspectGroups();
  return !specs.some(({ id }) => id === group.id);
}

/** Lets time go on until a question is answered; a refusal is no answer. */
async function inTime<T>(world: World, question: Promise<T>): Promise<T | false> {
  let answer: { readonly value: T | false } | undefined;
  question.then(
    (value) => (answer = { value }),
    () => (answer = { value: false }),
  );
  const end = world.now + answerWithinMs;
  while (answer === undefined && world.now < end) await play(world, world.now + 100);
  return answer?.value ?? false;
}

/** All is at rest: shows that nothing more is done, and that the last word of an operator does what it says. */
export async function finish(world: World, [operator, ...others]: Operators): Promise<void> {
  const { group } = operator;
  await seeNothing(world, { groups: world.groups, when: "at rest" });
  const [wanted] = group.wanted;
  if (wanted?.kind !== "kept" || world.violations.size > 0) return;
  const seeOthers = watchOthers(others);
  switch (world.setting.finale) {
    case "nothing new":
      await inTime(world, operator.commitAgain());
      await inTime(world, operator.pretend("another"));
      world.kill(0, 1000);
      await seeNothing(world, { groups: [group], when: "after the same spec and a restart" });
      break;
    case "plan and commit":
      await planAndCommit(world, operator);
      break;
    case "resize":
      await resize(world, operator, wanted.size);
  }
  seeOthers();
}

/** The groups at which nothing happens, and when. */
interface Calm {
  readonly groups: readonly GroupWorld[];
  readonly when: string;
}

/** Two intervals of looks and more in which nothing is made or ended. */
async function seeNothing(world: World, { groups, when }: Calm): Promise<void> {
  const seen = groups.map((group) => ({ group, steps: stepsOf(group) }));
  await play(world, world.now + quietMs);
  for (const { group, steps } of seen) refuseSteps(group, steps, when);
}

/** Nothing is made or ended of those that are at rest while something is done to another group. */
function watchOthers(others: readonly Operator[]): () => void {
  const seen = others.map(({ group }) => ({ group, steps: stepsOf(group) }));
  return () => {
    for (const { group, steps } of seen) refuseSteps(group, steps, "while another group is changed");
  };
}

function refuseSteps(group: GroupWorld, [first]: readonly Happening[], when: string): void {
  if (first !== undefined) group.violate("nothing is done at rest", `${first.kind} ${when}`);
}

/** What a commit does is what was said that it would do. */
async function planAndCommit(world: World, operator: Operator): Promise<void> {
  const { group } = operator;
  const { controller, setting } = world;
  const members = group.members().length;
  const larger = (members + 2) % 6;
  // Behind canaries a group grows as it was before; what is made so is replaced once they are promoted.
  const isSame = setting.logicalIds.length > 0 || (setting.canary > 0 && larger > members);
  const size = isSame ? members : larger;
  const spec = formatSpec(group.id, setting, { version: "another", size });
  const pretended = await inTime(
    world,
    controller?.commitGroup(spec, { pretend: true }) ?? Promise.resolve(null),
  );
  if (pretended === false || pretended === null || pretended.plan === null) return;
  const steps = stepsOf(group);
  await inTime(world, operator.commit("another", size));
  // One that was undone has done more.
  if (!(await comeToRest(world, [operator])) || versionWanted(group) !== "another") return;
  const planned = summaryOfPlan(pretended.plan);
  const done = summaryOfSteps(steps);
  if (planned !== done) group.violate("a plan is what is done", `planned ${planned}, done ${done}`);
}

/** More are made, or some are ended; nobody is replaced. */
async function resize(world: World, operator: Operator, size: number): Promise<void> {
  const { group } = operator;
  if (world.setting.logicalIds.length > 0) return;
  const next = (size + 3) % 6;
  const steps = stepsOf(group);
  if (!(await inTime(world, operator.commit(versionWanted(group), next)))) return;
  if (!(await comeToRest(world, [operator]))) return;
  const expected = `${Math.max(0, next - size)} made, ${Math.max(0, size - next)} ended`;
  const made = steps.filter(({ kind }) => kind === "creates").length;
  const ended = steps.filter(({ kind }) => kind === "destroys").length;
  const done = `${made} made, ${ended} ended`;
  if (done !== expected) group.violate("a resize replaces nothing", `expected ${expected}, came ${done}`);
}

function versionWanted({ wanted: [wanted] }: GroupWorld): string {
  return wanted?.kind === "kept" ? wanted.version : "";
}

/** The steps that the controller begins from now on. */
function stepsOf(group: GroupWorld): readonly Happening[] {
  const steps: Happening[] = [];
  group.onStep = (happening) => {
    if (happening.kind === "creates" || happening.kind === "destroys" || happening.kind === "labels") {
      steps.push(happening);
    }
  };
  return steps;
}

function summaryOfPlan({ slots }: GroupPlan): string {
  const made = slots.filter(({ action }) => action === "create" || action === "replace").length;
  const ended = slots.flatMap(({ action, instance }) =>
    (action === "destroy" || action === "replace") && instance !== null ? [instance] : [],
  );
  return summary(made, ended);
}

function summaryOfSteps(steps: readonly Happening[]): string {
  const made = steps.filter(({ kind }) => kind === "creates").length;
  return summary(
    made,
    steps.flatMap((step) => (step.kind === "destroys" ? [step.id] : [])),
  );
}

function summary(made: number, ended: readonly string[]): string {
  return `${made} made, [${[...ended].sort().join(", ")}] ended`;
}
