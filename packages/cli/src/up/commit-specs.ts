import type { Infrakit } from "@infrakit/infrakit";
import {
  explainPlan,
  type GivenSizes,
  type GroupSpec,
  type NextSpec,
  nextSpec,
} from "@infrakit/infrakit/operator";
import { plainText } from "../table.ts";
import { untilAborted } from "./until-aborted.ts";

/** What specs are committed with. */
export interface CommitTools {
  readonly infrakit: Infrakit;
  readonly given: GivenSizes;
  readonly say: (line: string) => void;
  /** Once it is aborted, nothing more is committed. */
  readonly signal: AbortSignal;
}

/**
 * Commits those specs that are not what their groups have already; a group keeps the size that it was scaled to
 * until another one is given. All are checked before the first is committed.
 * @throws the reason of the signal once it is aborted.
 */
export async function commitSpecs(specs: readonly GroupSpec[], tools: CommitTools): Promise<void> {
  const { infrakit, given, signal } = tools;
  for (const spec of specs) await waitForDestroyed(spec.id, tools);
  signal.throwIfAborted();
  const next = await nextSpecs(specs, tools);
  for (const { spec, isChanged } of next)
    if (isChanged)
      await untilAborted(signal, infrakit.controller.commitGroup(spec, { pretend: true, signal }));
  for (const one of next) {
    signal.throwIfAborted();
    await commitIfChanged(one, tools);
    await given.remember(one.given);
  }
}

interface Decided extends NextSpec {
  /** As it was written. */
  readonly given: GroupSpec;
}

async function nextSpecs(
  specs: readonly GroupSpec[],
  { infrakit, given }: CommitTools,
): Promise<readonly Decided[]> {
  const kept = new Map((await infrakit.controller.inspectGroups()).map((spec) => [spec.id, spec]));
  return specs.map((spec) => {
    const committed = kept.get(spec.id);
    return committed === undefined
      ? { given: spec, spec, isChanged: true, keptSize: null }
      : { given: spec, ...nextSpec(spec, committed, given.last(spec.id)) };
  });
}

async function commitIfChanged(
  { spec, isChanged, keptSize }: Decided,
  { infrakit, say, signal }: CommitTools,
): Promise<void> {
  const keeping = keptSize === null ? "" : `, keeping size ${keptSize} set by scale`;
  if (!isChanged) return say(`${spec.id}: spec unchanged${keeping}`);
  const { details, plan } = await untilAborted(signal, infrakit.controller.commitGroup(spec, { signal }));
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
