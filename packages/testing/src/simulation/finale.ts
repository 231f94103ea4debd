import type { GroupPlan } from "@infrakit/spi/data";
import type { Happening } from "./happening.ts";
import type { Operator } from "./operator.ts";
import { formatSpec, simulatedGroup } from "./wanted.ts";
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

/** Lets everything happen up to a time. */
export async function play(world: World, end: number): Promise<void> {
  while (await world.clock.step(end)) await world.settled();
}

/** Nothing fails, dies or lies any more. */
export function endFaults(world: World): void {
  world.life.spare();
  world.calls.endFaults();
  world.instances.endFaults();
}

/** Goes on until the group is what it is meant to be. That it never is breaks a rule. */
export async function comeToRest(world: World, operator: Operator): Promise<boolean> {
  const end = world.now + restWithinMs;
  let helpAt = world.now + 1000;
  while (world.now < end) {
    await play(world, world.now + askEveryMs);
    if (world.now >= helpAt) {
      helpAt = world.now + helpEveryMs;
      void operator.help();
    }
    if (unrestOf(world) === null && (await isDone(world, operator))) return true;
  }
  world.violate("comes to rest", unrestOf(world) ?? "does not say that it has converged");
  return false;
}

/** Why the group is not what it is meant to be; `null` if it is. */
function unrestOf(world: World): string | null {
  const [wanted, ...others] = world.wanted;
  if (wanted === undefined || others.length > 0 || world.commands > 0) return "nobody knows what is wanted";
  if (world.calls.creating > 0) return "creations are under way";
  if (wanted.kind === "absent") return null;
  if (wanted.kind === "destroyed") {
    const left = world.members().filter(({ isOurs }) => isOurs).length;
    return left > world.excused ? `${left} instances are left` : null;
  }
  const members = world.members();
  if (members.length !== wanted.size) return `${members.length} instances instead of ${wanted.size}`;
  const { self } = world.setting;
  const updatable = members.filter(({ logicalId }) => logicalId === null || logicalId !== self);
  const outdated = updatable.filter(({ version }) => version !== wanted.version);
  return outdated.length > 0 ? `${outdated.length} outdated instances` : null;
}

/** Whether the controller says so too. */
async function isDone(world: World, operator: Operator): Promise<boolean> {
  const { controller } = world;
  if (controller === undefined) return false;
  if (world.wanted[0]?.kind === "kept") return await inTime(world, operator.describe());
  const specs = await controller.inspectGroups();
  return !specs.some(({ id }) => id === simulatedGroup);
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
export async function finish(world: World, operator: Operator): Promise<void> {
  await seeNothing(world, "at rest");
  const [wanted] = world.wanted;
  if (wanted?.kind !== "kept" || world.violations.size > 0) return;
  switch (world.setting.finale) {
    case "nothing new":
      await inTime(world, operator.commitAgain());
      await inTime(world, operator.pretend("another"));
      world.kill(0, 1000);
      return await seeNothing(world, "after the same spec and a restart");
    case "plan and commit":
      return await planAndCommit(world, operator);
    case "resize":
      return await resize(world, operator, wanted.size);
  }
}

/** Two intervals of looks and more in which nothing is made or ended. */
async function seeNothing(world: World, when: string): Promise<void> {
  const steps = stepsOf(world);
  await play(world, world.now + quietMs);
  const [first] = steps;
  if (first !== undefined) world.violate("nothing is done at rest", `${first.kind} ${when}`);
}

/** What a commit does is what was said that it would do. */
async function planAndCommit(world: World, operator: Operator): Promise<void> {
  const { controller, setting } = world;
  const members = world.members().length;
  const size = setting.logicalIds.length > 0 ? members : (members + 2) % 6;
  const spec = formatSpec(setting, "another", size);
  const pretended = await inTime(
    world,
    controller?.commitGroup(spec, { pretend: true }) ?? Promise.resolve(null),
  );
  if (pretended === false || pretended === null || pretended.plan === null) return;
  const steps = stepsOf(world);
  await inTime(world, operator.commit("another", size));
  // One that was undone has done more.
  if (!(await comeToRest(world, operator)) || versionWanted(world) !== "another") return;
  const planned = summaryOfPlan(pretended.plan);
  const done = summaryOfSteps(steps);
  if (planned !== done) world.violate("a plan is what is done", `planned ${planned}, done ${done}`);
}

/** More are made, or some are ended; nobody is replaced. */
async function resize(world: World, operator: Operator, size: number): Promise<void> {
  if (world.setting.logicalIds.length > 0) return;
  const next = (size + 3) % 6;
  const steps = stepsOf(world);
  if (!(await inTime(world, operator.commit(versionWanted(world), next)))) return;
  if (!(await comeToRest(world, operator))) return;
  const expected = `${Math.max(0, next - size)} made, ${Math.max(0, size - next)} ended`;
  const made = steps.filter(({ kind }) => kind === "creates").length;
  const ended = steps.filter(({ kind }) => kind === "destroys").length;
  const done = `${made} made, ${ended} ended`;
  if (done !== expected) world.violate("a resize replaces nothing", `expected ${expected}, came ${done}`);
}

function versionWanted({ wanted: [wanted] }: World): string {
  return wanted?.kind === "kept" ? wanted.version : "";
}

/** The steps that the controller begins from now on. */
function stepsOf(world: World): readonly Happening[] {
  const steps: Happening[] = [];
  world.onStep = (happening) => {
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
