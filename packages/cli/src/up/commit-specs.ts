import { setTimeout as delay } from "node:timers/promises";
import type { Infrakit } from "@infrakit/infrakit";
import {
  explainPlan,
  explainSlowCalls,
  type GivenSizes,
  type GroupSpec,
  messageOf,
  type NextSpec,
  nextSpec,
  type RecordDamage,
} from "@infrakit/infrakit/operator";
import { failureOf } from "../failure.ts";
import { plainText } from "../table.ts";
import { tellWaits } from "../tell-waits.ts";
import { untilAborted } from "./until-aborted.ts";

/** What specs are committed with. */
export interface CommitTools {
  readonly infrakit: Infrakit;
  readonly given: GivenSizes;
  readonly say: (line: string) => void;
  /** Once it is aborted, nothing more is committed. */
  readonly signal: AbortSignal;
}

/** Pause until what cannot be committed yet is tried again. */
const retryMs = 5000;

/**
 * Commits those specs that are not what their groups have already; a group keeps the size that it was scaled to
 * until another one is given. All are checked before the first is committed. Where groups are kept already, a spec
 * that cannot be committed for a reason that may pass, such as a plugin that is away, is tried again and again: it must
 * not end those that are kept.
 * @throws the reason of the signal once it is aborted.
 */
export async function commitSpecs(specs: readonly GroupSpec[], tools: CommitTools): Promise<void> {
  const { signal } = tools;
  for (const spec of specs) await waitForDestroyed(spec.id, tools);
  signal.throwIfAborted();
  const said = new Map<string, string>();
  let left = await commitPossible(specs, { ...tools, said });
  while (left.length > 0) {
    await delay(retryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    left = await commitPossible(left, { ...tools, said });
  }
}

/** What one try works with. */
interface TryTools extends CommitTools {
  /** What was said last of a group or a file, so that the next try does not say it again. */
  readonly said: Map<string, string>;
}

function sayOnce({ say, said }: TryTools, of: string, line: string): void {
  if (said.get(of) !== line) say(line);
  said.set(of, line);
}

/** Commits what can be committed. Returns the specs that have to wait, as they were written. */
async function commitPossible(specs: readonly GroupSpec[], tools: TryTools): Promise<readonly GroupSpec[]> {
  const { infrakit, given, signal } = tools;
  const next = await nextSpecs(specs, tools);
  const possible: Decided[] = [];
  for (const one of next) {
    const check = (): Promise<unknown> =>
      infrakit.controller.commitGroup(one.spec, { pretend: true, signal });
    if (!one.isChanged || (await isDone(one, tools, check))) possible.push(one);
  }
  const committed = new Set<Decided>();
  for (const one of possible) {
    signal.throwIfAborted();
    if (!(await isDone(one, tools, () => commitIfChanged(one, tools)))) continue;
    await given.remember(one.given);
    committed.add(one);
  }
  return next.filter((one) => !committed.has(one)).map((one) => one.given);
}

/** Whether something could be done for a spec; says why not, once, if that may pass. @throws if it will not. */
async function isDone(
  { spec: { id } }: Decided,
  tools: TryTools,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const { infrakit, say, signal } = tools;
  try {
    await tellWaits({ say, words: () => waitWords(id, infrakit) }, untilAborted(signal, work()));
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (infrakit.controller.ids().length === 0 || !mayPass(error)) throw error;
    const until = untilWords(id, failureOf(error).code);
    sayOnce(tools, id, `Cannot commit ${id} yet: ${plainText(messageOf(error))}; ${until}`);
    return false;
  }
}

/** What ends the wait: a damaged record is not read again before the next start. */
function untilWords(id: string, code: string): string {
  const seconds = retryMs / 1000;
  if (code === "state_unreadable") return `once it was moved away, ${id} is committed within ${seconds} s`;
  return `it is tried again every ${seconds} s`;
}

function waitWords(id: string, infrakit: Infrakit): string {
  const words = explainSlowCalls(infrakit.slowCalls());
  return words === "" ? "" : plainText(`${id} is not committed yet: ${words}`);
}

/** Failures of which the same call may be free the next time, by the codes of `docs/reference/errors.md`. */
const passing: ReadonlySet<string> = new Set([
  "plugin_not_found",
  "plugin_unreachable",
  "deadline_exceeded",
  "connection_lost",
  "state_unwritable",
  "state_unreadable",
]);

function mayPass(error: unknown): boolean {
  return passing.has(failureOf(error).code);
}

interface Decided extends NextSpec {
  /** As it was written. */
  readonly given: GroupSpec;
}

async function nextSpecs(specs: readonly GroupSpec[], tools: TryTools): Promise<readonly Decided[]> {
  const { infrakit, given } = tools;
  const kept = new Map((await infrakit.controller.inspectGroups()).map((spec) => [spec.id, spec]));
  return specs.map((spec) => {
    const { id } = spec;
    const committed = kept.get(id);
    if (committed === undefined) return { given: spec, spec, isChanged: true, keptSize: null };
    const damage = given.damage(id);
    if (damage !== undefined) sayOnce(tools, damage.path, forgottenWords(id, damage));
    const last = damage === undefined ? given.last(id) : "forgotten";
    return { given: spec, ...nextSpec(spec, committed, last) };
  });
}

/** What is not known because a file is damaged. The file is written anew as soon as the spec is kept to. */
function forgottenWords(id: string, { path, cause }: RecordDamage): string {
  const kept = `${id} keeps the size that it has; infrakit group scale ${id} <size> gives it another`;
  return plainText(
    `Cannot read "${path}": ${messageOf(cause)}; it is not known which size was given last, so ${kept}, and the file is written anew`,
  );
}

async function commitIfChanged(
  { spec, isChanged, keptSize }: Decided,
  { infrakit, say, signal }: CommitTools,
): Promise<void> {
  const keeping = keptSize === null ? "" : `, keeping size ${keptSize} set by scale`;
  if (!isChanged) return say(`${spec.id}: spec unchanged${keeping}`);
  const { details, plan } = await infrakit.controller.commitGroup(spec, { signal });
  say(`Committed ${spec.id}${keeping}: ${plainText(details)}`);
  if (plan !== null) for (const line of explainPlan(plan)) say(`  ${plainText(line)}`);
}

/** A group that an earlier `destroy` has not finished with goes first. */
async function waitForDestroyed(id: string, { infrakit, say, signal }: CommitTools): Promise<void> {
  const { controller } = infrakit;
  if (!controller.ids().includes(id) || controller.status(id).phase !== "destroying") return;
  say(`${id} is still being destroyed; it is started anew when that is done`);
  for await (const _ of infrakit.watch(id, { signal })) {
    // What it looks like meanwhile is shown to those who watch.
  }
}
