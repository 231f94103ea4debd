import { explainPlan, type GroupPlugin, type GroupSpec } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { readSpecs } from "../spec/read-specs.ts";
import { plainText } from "../table.ts";
import { commitDocument } from "./document.ts";
import { untilConverged, waitDeadline, type WaitOptions } from "./wait.ts";
import { type GroupOptions, withGroup } from "./with-group.ts";

/** Options of `infrakit group commit`. */
export interface CommitOptions extends GroupOptions, WaitOptions {
  readonly pretend?: true;
  readonly allowUnknown?: true;
}

/** Commits specs one after the other, or says what that would do. */
export async function commit(
  context: Context,
  paths: readonly string[],
  options: CommitOptions,
): Promise<void> {
  const pretend = options.pretend === true;
  const deadline = pretend ? null : waitDeadline(options);
  const specs = await readSpecs(context, paths, options);
  await withGroup(context, options, async (group) => {
    const results: Committed[] = [];
    for (const spec of specs) results.push(await commitOne(group, spec, pretend));
    const tell = (lines: readonly string[]): void => {
      answer(context, { Commits: results.map(({ document }) => document) }, lines);
    };
    const lines = results.flatMap((result) => result.lines);
    if (deadline === null) return tell(lines);
    if (!context.isJson) tell(lines);
    const ids = specs.map(({ id }) => id);
    await untilConverged(group, ids, deadline);
    tell(ids.map((id) => `${id} has converged`));
  });
}

/** What is told of one commit. */
interface Committed {
  readonly document: unknown;
  readonly lines: readonly string[];
}

async function commitOne(group: GroupPlugin, spec: GroupSpec, pretend: boolean): Promise<Committed> {
  const { id } = spec;
  const result = await group.commitGroup(spec, { pretend });
  const what = pretend ? `Committing ${id} would involve` : `Committed ${id}`;
  const plan = result.plan === null ? [] : explainPlan(result.plan).map((line) => `  ${plainText(line)}`);
  return {
    document: commitDocument(id, pretend, result),
    lines: [`${what}: ${plainText(result.details)}`, ...plan],
  };
}
