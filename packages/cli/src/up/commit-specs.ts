import type { Infrakit } from "@infrakit/infrakit";
import { explainPlan, type GivenSpecs, type GroupSpec, sizeOfSpec } from "@infrakit/infrakit/operator";
import { plainText } from "../table.ts";

/** What specs are committed with. */
export interface CommitTools {
  readonly infrakit: Infrakit;
  readonly given: GivenSpecs;
  readonly say: (line: string) => void;
  /** Once it is aborted, nothing more is committed. */
  readonly signal: AbortSignal;
}

/**
 * Commits those specs that are not what was given last time: an unchanged one would set a group back that was
 * scaled since. All are checked before the first is committed.
 */
export async function commitSpecs(specs: readonly GroupSpec[], tools: CommitTools): Promise<void> {
  const { infrakit, given, say } = tools;
  const changed: GroupSpec[] = [];
  for (const spec of specs) {
    await waitForDestroyed(spec.id, tools);
    if (tools.signal.aborted) return;
    if (isKept(infrakit, spec.id) && given.isSame(spec)) say(await unchangedLine(infrakit, spec));
    else changed.push(spec);
  }
  for (const spec of changed) await infrakit.controller.commitGroup(spec, { pretend: true });
  for (const spec of changed) {
    if (tools.signal.aborted) return;
    const { details, plan } = await infrakit.controller.commitGroup(spec);
    await given.remember(spec);
    say(`Committed ${spec.id}: ${plainText(details)}`);
    if (plan !== null) for (const line of explainPlan(plan)) say(`  ${plainText(line)}`);
  }
}

/** A group that an earlier `destroy` has not finished with goes first. */
async function waitForDestroyed(id: string, { infrakit, say, signal }: CommitTools): Promise<void> {
  if (!isKept(infrakit, id) || infrakit.controller.status(id).phase !== "destroying") return;
  say(`${id} is still being destroyed; it is started anew when that is done`);
  for await (const _ of infrakit.watch(id, { signal })) {
    // What it looks like meanwhile is shown to those who watch.
  }
}

async function unchangedLine(infrakit: Infrakit, spec: GroupSpec): Promise<string> {
  const size = await infrakit.controller.size(spec.id);
  const isScaled = size !== sizeOfSpec(spec);
  return `${spec.id}: spec unchanged${isScaled ? `, keeping size ${size} set by scale` : ""}`;
}

function isKept(infrakit: Infrakit, id: string): boolean {
  return infrakit.controller.ids().includes(id);
}
